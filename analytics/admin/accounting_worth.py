"""What the entries behind a figure come to: as the figure says it, and by which arithmetic."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from analytics.accounting.entries import CLOSING, OPENING, EntriesBehind, entries_behind
from analytics.accounting.periods import Period
from analytics.accounting.report import UnitReport, report_of
from analytics.admin.accounting_address import (
    BEFORE,
    CHANGE,
    OWED,
    REVALUED,
    UNUSED,
    WAS_OWED,
    WORTH,
    Leads,
    Read,
)
from analytics.admin.accounting_words import amount, opened, signed_roubles, unit_title
from loyalty import words
from loyalty.ledger.models import Unit
from loyalty.money import CERTIFICATE
from loyalty.refusals import Words

_KOPECKS: Mapping[str, Callable[[UnitReport], int]] = {
    WORTH: lambda one: one.total.worth_kopecks, UNUSED: lambda one: one.total.unused_kopecks,
    OWED: lambda one: one.total.owed_kopecks, BEFORE: lambda one: one.opening_kopecks,
    WAS_OWED: lambda one: one.opening_owed_kopecks, REVALUED: lambda one: one.revalued_kopecks,
}  # fmt: skip
Sums = Sequence[tuple[Words, str]]  # a name, and how its part of the figure is made


def total_of(
    *, read: Read, found: EntriesBehind, months: Sequence[Period], units: Mapping[int, Unit]
) -> tuple[str, Sums]:
    """What the entries come to, as the figure says it, and how that is made; a figure in points has nothing to explain.

    No query; two, over all entries, for a change of what is owed."""
    if read.money == CHANGE:
        return _change(read, months)
    if not read.money:
        return ", ".join(amount(found.points(pk), units[pk]) for pk in read.asked.units), ()
    reports = _reports(read, found)
    total = sum(_KOPECKS[read.money](one) for one in reports.values())
    return words.roubles(total, exact=True), [
        (unit_title(units[pk]), _sum(found.points(pk), one, units[pk], read.money)) for pk, one in reports.items()
    ]


def _change(read: Read, months: Sequence[Period]) -> tuple[str, Sums]:
    """Prices and shares change what is owed, too, so movements alone do not make it."""
    leads, owed, sums = Leads(month=read.asked.period.month, shown=True), list[int](), list[tuple[Words, str]]()
    for what, money, name in ((OPENING, WAS_OWED, _("At the beginning")), (CLOSING, OWED, _("At the end"))):
        found = entries_behind(asked=replace(read.asked, what=what), months=months, most=0)
        owed.append(sum(_KOPECKS[money](one) for one in _reports(read, found).values()))
        sums.append((name, opened(words.roubles(owed[-1], exact=True), leads.to(what, unit=read.unit, money=money))))
    return signed_roubles(owed[1] - owed[0], exact=True), sums


def _reports(read: Read, found: EntriesBehind) -> Mapping[int, UnitReport]:
    """Entries as if they were all there was at the beginning of the month: the report's own arithmetic."""
    terms = (read.report.units[unit].terms for unit in read.asked.units)
    return report_of(cells=found.cells, terms=terms)


def _sum(points: int, report: UnitReport, unit: Unit, money: str) -> str:
    """«540 × 1 ₽ − 137,70 ₽ (25,5 %) = 402,30 ₽»."""
    terms, is_past = report.terms, money in (BEFORE, WAS_OWED)
    price, before = (words.roubles((one or 0) * 10**unit.scale) for one in (terms.price, terms.price_before))
    share = words.percent(terms.rate_before if is_past else terms.rate)
    kopecks, made = _KOPECKS[money](report), amount(points, unit)
    if money == REVALUED:
        made = f"{made} × ({price} − {before})"
    elif unit.code != CERTIFICATE:  # kopecks are kopecks
        made = f"{made} × {before if is_past else price}"
    if money == UNUSED:
        made = f"{made} × {share}"
    elif money in (OWED, WAS_OWED):
        unused = (report.opening_kopecks if is_past else report.total.worth_kopecks) - kopecks
        made = f"{made} − {words.roubles(unused, exact=True)} ({share})" if unused else made
    told = words.roubles(kopecks, exact=True)
    return told if made == told else f"{made} = {told}"
