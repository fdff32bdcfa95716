"""A month of the accounts as text, for the command line; in English, so that scripts can rely on it."""

from datetime import datetime

from django.utils import translation
from tablib import Dataset

from analytics.accounting.count_months import count_months
from analytics.accounting.read_months import MonthReport, read_months
from analytics.admin.accounting_table import month_table
from loyalty.imports.sheets import BOM, csv_pieces
from loyalty.ledger.models import Unit


def month_text(*, month: str, csv: bool, at: datetime) -> str | None:
    """The month called such as "2026-10", as CSV or in columns; None where there is none. Counts all months."""
    count_months(at=at)
    report = next((one for one in read_months() if one.period.month.strftime("%Y-%m") == month), None)
    if report is None:
        return None
    with translation.override("en"):
        table = month_table(report, Unit.objects.in_bulk())
    if csv:
        return "".join(csv_pieces([table], russian=False)).removeprefix(BOM)
    return _in_columns(report, table)


def _in_columns(report: MonthReport, table: Dataset) -> str:
    rows = [[str(cell) for cell in row] for row in [table.headers, *table]]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    state = f"closed, seal {report.closed.digest}" if report.closed else "not closed"
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([f"{report.period.month:%Y-%m}: {state}", *lines])
