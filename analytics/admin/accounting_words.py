"""The accountant's months in words: columns, amounts, states."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from analytics.accounting.entries import CLOSING, DEBT_CLOSING, DEBT_OPENING, OPENING
from analytics.accounting.read_months import MonthReport
from analytics.accounting.report import COLUMNS, Row, UnitReport
from analytics.admin.accounting_address import BEFORE, CHANGE, OWED, REVALUED, UNUSED, WAS_OWED, WORTH, Leads
from analytics.dashboards.kit.key_words import version_words
from campaigns.campaign.models import CampaignVersion
from loyalty import words
from loyalty.admin.principals import reason_words
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
DEBT_WORDS: Mapping[str, Promise] = {
    DEBT_OPENING: _("At the beginning"),
    "debt_clawed_back": _("Taken back beyond what was there"),
    "debt_oversold": _("Sold beyond what was there"),
    "debt_repaid": _("Repaid"),
    "debt_forgiven": _("Forgiven"),
    DEBT_CLOSING: _("At the end"),
}
MONEY_WORDS: Mapping[str, Promise] = {
    **dict.fromkeys((WORTH, BEFORE), _("Worth")), UNUSED: _("Will not be used"),
    **dict.fromkeys((OWED, WAS_OWED, CHANGE), pgettext_lazy("accounts", "Owed")),
}  # fmt: skip
NOTHING = "—"
ALWAYS = ("issued", "spent", "expired")  # columns that stand even when nothing happened


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a small table: a name, where it leads (or nowhere), and its cells. `anchor`: what leads to it."""

    name: str
    cells: tuple[str, ...]
    url: str = ""
    anchor: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """One unit's table on the page: heads of what moved, rows, sums in points and in roubles. What somebody may open
    is a link to it."""

    title: str
    is_money: bool
    price: str
    rate: str
    heads: tuple[object, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    total: tuple[str, ...]
    money: tuple[str, ...]
    revalued: str
    debt: tuple[tuple[object, str], ...]
    owed: str


def opened(text: str, address: str) -> str:
    """A figure as a link to what is behind it; plain where the address is empty, or there is nothing."""
    return format_html('<a href="{}">{}</a>', address, text) if address and text not in ("", NOTHING) else text


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


def table_of(unit: Unit, report: UnitReport, leads: Leads, *, decision: str = "", price_page: str = "") -> Table:
    """Columns in which nothing moved are left out. `decision` and `price_page` are the addresses of what decides the
    share that will not be used and the price."""
    is_money = unit.code == CERTIFICATE
    columns = [name for name in COLUMNS if name in ALWAYS or any(row.moved.get(name) for row in report.rows)]
    price = report.terms.price
    in_roubles = [
        (OPENING, BEFORE, report.opening_kopecks),
        *((name, WORTH, report.moved_kopecks[name]) for name in columns),
        (CLOSING, WORTH, report.total.worth_kopecks), (CLOSING, OWED, report.total.owed_kopecks),
    ]  # fmt: skip
    *money, owed = (
        opened(words.roubles(kopecks, exact=True), leads.to(what, unit=unit, money=kind))
        for what, kind, kopecks in in_roubles
    )
    revalued = words.roubles(report.revalued_kopecks, exact=True) if report.revalued_kopecks else ""
    return Table(
        title=unit_title(unit), is_money=is_money,
        price="" if is_money or price is None else opened(words.roubles(price * 10**unit.scale), price_page),
        rate=opened(words.percent(report.terms.rate), decision),
        heads=tuple(COLUMN_WORDS[name] for name in columns),
        rows=tuple(
            (month_name(row.cohort) if row.cohort else "", _cells(row, columns, unit, leads)) for row in report.rows
        ),
        total=_cells(report.total, columns, unit, leads), money=tuple(money), owed=owed,
        revalued=opened(revalued, leads.to(OPENING, unit=unit, money=REVALUED)), debt=_debt(report, unit, leads),
    )  # fmt: skip


def amount(points: int, unit: Unit) -> str:
    """Points as a bare number; money of certificates in roubles."""
    return words.roubles(points, exact=True) if unit.code == CERTIFICATE else words.number(points, unit.scale)


def signed_roubles(kopecks: int, *, exact: bool = False) -> str:
    """A change: with a plus where it is one."""
    return ("+" if kopecks > 0 else "") + words.roubles(kopecks, exact=exact)


def occasion_words(reason: str, version: CampaignVersion | None) -> str:
    """Why points were given: by a version of a campaign (read with it), or for the reason."""
    return reason_words(reason) if version is None else version_words(version.campaign.name, version.number)


def _cells(row: Row, columns: Iterable[str], unit: Unit, leads: Leads) -> tuple[str, ...]:
    moved = ((name, row.moved.get(name, 0)) for name in columns)
    points = ((OPENING, row.opening), *moved, (CLOSING, row.closing))
    money = ((WORTH, row.worth_kopecks), (UNUSED, row.unused_kopecks), (OWED, row.owed_kopecks))
    return (
        *(
            opened(
                amount(one, unit) if one or what not in COLUMNS else NOTHING,
                leads.to(what, unit=unit, given=row.cohort),
            )
            for what, one in points
        ),
        *(
            opened(words.roubles(kopecks, exact=True), leads.to(CLOSING, unit=unit, money=kind, given=row.cohort))
            for kind, kopecks in money
        ),
    )  # fmt: skip


def _debt(report: UnitReport, unit: Unit, leads: Leads) -> tuple[tuple[object, str], ...]:
    debt = report.debt
    if not debt.is_any:
        return ()
    of_each = (debt.opening, debt.clawed_back, debt.oversold, -debt.repaid, -debt.forgiven, debt.closing)
    return tuple(
        (name, opened(amount(points, unit), leads.to(what, unit=unit)))
        for (what, name), points in zip(DEBT_WORDS.items(), of_each, strict=True)
    )
