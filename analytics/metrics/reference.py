"""docs/metrics.md: every metric there is, written from the registry so that it cannot lie."""

from collections.abc import Iterator

from django.utils import translation

from analytics.metrics.metric import Metric, Shows, Subject, metrics

_START = """\
# Metrics

Written by `make reference` from the code; do not edit. Why it is built so: [ADR 19](adr/0019-analytics.md).

A figure is two sums over the rows behind it, a numerator and a denominator, by period, cut and key. A ratio shows the
one over the other; anything else shows the numerator, and the denominator beside it.

Periods are half-open, `[from, to)`, in days of the programme's time zone; weeks start on Monday. A period's figure
depends on nothing that happened after its end. A member is *active* in a period when they have an order in it. An order
is completed and was not returned wholly; amounts are net of returns, in the period of the sale.

Cuts say of whom: `all`, each `shop`, and each `tier` and `segment` by what a member was at the period's end; because of
that, months of a tier or a segment never add up to its quarter. Money is in kopecks, quantities are in thousandths.
"""
_SHOWS = {
    Shows.MONEY: "money", Shows.POINTS: "points", Shows.COUNT: "a number", Shows.SHARE: "per cent",
    Shows.TIMES: "a number with a fraction", Shows.DAYS: "days",
}  # fmt: skip
_SUBJECTS = {
    Subject.ORDER: "orders", Subject.MEMBER: "members", Subject.LINE: "lines of orders",
    Subject.ENTRY: "entries of the ledger", Subject.COUPON: "coupons",
}  # fmt: skip


def reference() -> str:
    """The whole page, in English with the Russian titles."""
    with translation.override("en"):
        return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _START
    for code, metric in metrics:
        with translation.override("ru"):
            russian = str(metric.title)
        yield f"## {metric.title} · {russian}\n"
        yield f"`{code}`, in {_SHOWS[metric.shows]}{', a ratio' if metric.is_ratio else ''}\n"
        yield from _facts(metric)
        yield ""


def _facts(metric: Metric) -> Iterator[str]:
    yield f"- Numerator: {metric.formula}"
    yield f"- Denominator: {metric.denominator}"
    yield f"- Over periods: {metric.over_periods}"
    if metric.keys:
        titles = ", ".join(f"`{key}` {title}" for key, title in metric.key_titles.items())
        yield f"- Told apart by: {metric.keys}{f' ({titles})' if titles else ''}"
    yield f"- Periods: {', '.join(metric.kinds)}. Cuts: {', '.join(metric.cuts)}. Rows: {_SUBJECTS[metric.subject]}."
    yield from (f"- Mind: {trap}" for trap in metric.traps)
