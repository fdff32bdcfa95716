"""The accountant's months in words: columns, amounts, states."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from analytics.accounting.entries import CLOSING, OPENING
from analytics.accounting.read_months import MonthReport
from analytics.accounting.report import COLUMNS, Row, UnitReport
from loyalty import words
from loyalty.admin.units import unit_name
from loyalty.ledger.models import Unit
from loyalty.money import CERTIFICATE

COLUMN_WORDS: Mapping[str, Promise] = {
    "issued": pgettext_lazy("points", "Given"),
    "brought": pgettext_lazy("points", "Carried over"),
    "given_back": pgettext_lazy("points", "Given back"),
    "spent": pgettext_lazy("points", "Spent"),
    "expired": pgettext_lazy("points", "Expired"),
    "clawed_back": pgettext_lazy("points", "Taken back"),
    "adjusted": pgettext_lazy("points", "Corrected"),
    "transferred": pgettext_lazy("points", "Transferred"),
    "repaid": pgettext_lazy("points", "Repaid debt"),
}
Lead = Callable[[str, date | None], str]
ALWAYS = ("issued", "spent", "expired")  # columns that stand even when nothing happened


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A cell; `rows` is the address of the entries behind it, empty for whoever may not see them."""

    text: str
    rows: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """One unit's table on the page: heads of what moved, rows, sums in points and in roubles."""

    title: str
    is_money: bool
    price: str
    rate: str
    heads: tuple[object, ...]
    rows: tuple[tuple[str, tuple[Amount, ...]], ...]
    total: tuple[Amount, ...]
    money: tuple[str, ...]
    revalued: str
    debt: tuple[tuple[object, str], ...]
    owed: str


def month_name(month: date) -> str:
    """«Октябрь 2026 г.»"""
    return capfirst(date_format(month, "YEAR_MONTH_FORMAT"))


def unit_title(unit: Unit) -> str:
    """«Баллы»; money of certificates by its own name."""
    return gettext("Gift certificates") if unit.code == CERTIFICATE else capfirst(unit_name(unit))


def state_of(report: MonthReport, at: datetime) -> tuple[str, str]:
    """A word for the state, and its tone."""
    if report.closed:
        return pgettext("month", "closed"), "good"
    if report.is_over(at):
        return pgettext("month", "not closed"), "warn"
    return pgettext("month", "still going on"), "info"


def table_of(unit: Unit, report: UnitReport, lead: Lead | None = None) -> Table:
    """Columns in which nothing moved are left out. `lead` gives addresses by column and month."""
    is_money = unit.code == CERTIFICATE
    columns = [name for name in COLUMNS if name in ALWAYS or report.total.moved[name]]
    price = report.terms.price
    return Table(
        title=unit_title(unit), is_money=is_money,
        price="" if is_money or price is None else words.roubles(price * 10**unit.scale),
        rate=words.percent(report.terms.rate),
        heads=tuple(COLUMN_WORDS[name] for name in columns),
        rows=tuple(
            (month_name(row.cohort) if row.cohort else "", _cells(row, columns, unit, lead)) for row in report.rows
        ),
        total=_cells(report.total, columns, unit, lead),
        money=(
            words.roubles(report.opening_kopecks, exact=True),
            *(words.roubles(report.moved_kopecks[name], exact=True) for name in columns),
            words.roubles(report.total.worth_kopecks, exact=True),
        ),
        revalued=words.roubles(report.revalued_kopecks, exact=True) if report.revalued_kopecks else "",
        debt=_debt(report, unit), owed=words.roubles(report.total.owed_kopecks, exact=True),
    )  # fmt: skip


def amount(points: int, unit: Unit) -> str:
    """Points as a bare number; money of certificates in roubles."""
    return words.roubles(points, exact=True) if unit.code == CERTIFICATE else words.number(points, unit.scale)


def _cells(row: Row, columns: Iterable[str], unit: Unit, lead: Lead | None) -> tuple[Amount, ...]:
    moved = ((name, row.moved.get(name, 0)) for name in columns)
    points = ((OPENING, row.opening), *moved, (CLOSING, row.closing))
    money = (row.worth_kopecks, row.unused_kopecks, row.owed_kopecks)
    texts = [
        *((what, amount(one, unit) if one or what not in COLUMNS else "—") for what, one in points),
        *((CLOSING, words.roubles(kopecks, exact=True)) for kopecks in money),
    ]
    return tuple(
        Amount(text=text, rows=lead(what, row.cohort) if lead and text != "—" else "") for what, text in texts
    )  # fmt: skip


def _debt(report: UnitReport, unit: Unit) -> tuple[tuple[object, str], ...]:
    debt = report.debt
    if not debt.is_any:
        return ()
    return (
        (_("At the beginning"), amount(debt.opening, unit)),
        (_("Taken back beyond what was there"), amount(debt.clawed_back, unit)),
        (_("Sold beyond what was there"), amount(debt.oversold, unit)),
        (_("Repaid"), amount(-debt.repaid, unit)),
        (_("Forgiven"), amount(-debt.forgiven, unit)),
        (_("At the end"), amount(debt.closing, unit)),
    )
