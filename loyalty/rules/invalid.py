"""The one refusal of the language: something in a rule is unknown or malformed."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Refusal, Words


class InvalidRule(Refusal):
    """`field` is the path of what is wrong, `detail` says what is the matter with it."""

    code: ClassVar[str] = "invalid_rule"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("Something in the rule is not right")


def at(path: str, key: str | int) -> str:
    """The path one step deeper: `when.all[2].age`."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key
