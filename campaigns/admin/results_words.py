"""What campaigns have come to, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from campaigns.results.read_results import Results
from loyalty import words
from loyalty.ledger.units import kept_units


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number with its name, for a tile."""

    name: str
    value: str


def figures_of(results: Results | None) -> list[Figure]:
    """Purchases first; discounts and points only where there are any."""
    if results is None:
        return []
    found = [Figure(name=gettext("Purchases"), value=words.number(results.orders))]
    if results.discount_kopecks:
        found.append(Figure(name=gettext("Discounts"), value=words.roubles(results.discount_kopecks)))
    points = ((amount, kept_units()[unit].words) for unit, amount in sorted(results.points.items()) if amount)
    return found + [Figure(name=gettext("Points given"), value=words.points(amount, unit)) for amount, unit in points]


def in_a_line(results: Results | None) -> str:
    """«128 покупок · скидки 12 340 ₽ · 560 баллов»."""
    if results is None:
        return "—"
    count = ngettext("{n} purchase", "{n} purchases", results.orders).format(n=words.number(results.orders))
    discounts = gettext("discounts {amount}").format(amount=words.roubles(results.discount_kopecks))
    said = [figure.value for figure in figures_of(results)[1:]]
    return " · ".join([count, discounts, *said[1:]] if results.discount_kopecks else [count, *said])


def over_words(results: Results | None) -> str:
    """How often a budget was gone over because the goods had been sold; empty when never."""
    if results is None or not results.over:
        return ""
    return ngettext(
        "{n} purchase went over a budget: its goods had been sold when the budget was gone.",
        "{n} purchases went over a budget: their goods had been sold when the budget was gone.",
        results.over,
    ).format(n=words.number(results.over))
