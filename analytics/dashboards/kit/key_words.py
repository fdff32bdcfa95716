"""Keys of metrics in words: cohorts as months, codes as names."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import pgettext_lazy

from analytics.dashboards.kit.periods import name_of
from loyalty.refusals import Words

# What metrics tell apart by a word of their own.
_KNOWN: Mapping[str, Words] = {
    "member": pgettext_lazy("whose orders", "members"),
    "guest": pgettext_lazy("whose orders", "guests"),
    "before": pgettext_lazy("whose orders", "before joining"),
    "after": pgettext_lazy("whose orders", "after joining"),
}
Naming = Callable[[str], str]


def plain_name(key: str) -> str:
    """A word that we know, a month for a day, else the key itself."""
    if key in _KNOWN:
        return str(_KNOWN[key])
    try:
        return name_of("month", date.fromisoformat(key))
    except ValueError:
        return key
