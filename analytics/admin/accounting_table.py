"""A month of the accounts as a table to take away: one line for each kind of points and month they were given in."""

from decimal import Decimal

from django.utils.translation import gettext, pgettext
from tablib import Dataset

from analytics.accounting.read_months import MonthReport
from analytics.accounting.report import COLUMNS, Debt, Row, UnitReport
from analytics.admin.accounting_words import COLUMN_WORDS, unit_title
from loyalty.imports.cells import plain
from loyalty.ledger.models import Unit
from loyalty.money import CERTIFICATE, to_decimal


def month_table(report: MonthReport, units: dict[int, Unit]) -> Dataset:
    """Points with their digits, money in roubles; debts are lines of their own, without a month."""
    table = Dataset(headers=[
        gettext("Month"), gettext("Kind of points"), gettext("Given in"), gettext("Opening balance"),
        *(str(name) for name in COLUMN_WORDS.values()), gettext("Closing balance"), gettext("One point, ₽"),
        gettext("Worth, ₽"), gettext("Will not be used, %"), gettext("Will not be used, ₽"),
        pgettext("accounts", "Owed, ₽"),
    ])  # fmt: skip
    month = report.period.month.strftime("%Y-%m")
    for unit_id, one in report.units.items():
        unit = units[unit_id]
        for row in one.rows:
            table.append([month, *_line(row, one, unit)])
        if one.debt.is_any:
            table.append([month, *_debt(one.debt, unit)])
    return table


def _line(row: Row, report: UnitReport, unit: Unit) -> list[object]:
    return [
        plain(unit_title(unit)), row.cohort.strftime("%Y-%m") if row.cohort else "", _points(row.opening, unit),
        *(_points(row.moved.get(name, 0), unit) for name in COLUMNS), _points(row.closing, unit),
        _roubles((report.terms.price or 0) * 10**unit.scale) if unit.code != CERTIFICATE else "",
        _roubles(row.worth_kopecks), _roubles(report.terms.rate), _roubles(row.unused_kopecks),
        _roubles(row.owed_kopecks),
    ]  # fmt: skip


def _debt(debt: Debt, unit: Unit) -> list[object]:
    moved = {
        "clawed_back": debt.clawed_back, "spent": debt.oversold, "repaid": -debt.repaid, "given_back": -debt.forgiven,
    }  # fmt: skip
    return [
        plain(unit_title(unit)), pgettext("points", "debt"), _points(debt.opening, unit),
        *(_points(moved.get(name, 0), unit) for name in COLUMNS), _points(debt.closing, unit), "", "", "", "", "",
    ]  # fmt: skip


def _points(points: int, unit: Unit) -> Decimal:
    """Money of certificates is kept in kopecks."""
    return Decimal(to_decimal(points, 2 if unit.code == CERTIFICATE else unit.scale))


def _roubles(kopecks: int) -> Decimal:
    return Decimal(to_decimal(kopecks, 2))
