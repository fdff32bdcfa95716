"""A row chosen by searching for it, shown again when the form comes back with a mistake."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect

_LONGEST = 18  # digits of an id that fits its column


class SearchedChoice(AutocompleteSelect):
    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """Django asks the database for whatever was sent, and an id that is no number ends in an error of ours."""
        ids = [one for one in map(str, value) if one.isascii() and one.isdecimal() and len(one) <= _LONGEST]
        return super().optgroups(name, ids, attr)
