"""Takes the figures of a chart away as a table, and writes down who did."""

from collections.abc import Iterator

from django.utils.translation import gettext
from tablib import Dataset

from analytics.dashboards.kit.chart import Chart
from loyalty.audit.acts import EXPORTED
from loyalty.audit.record import record as audit
from loyalty.imports.cells import plain


def take_away(*, chart: Chart, page: str, format: str, question: str) -> list[Dataset]:  # noqa: A002
    """One table, a line for each figure: where it stands, its value, numerator and denominator (money in roubles), with
    cells that no spreadsheet runs. One query, the audit's; `question` is the address's."""
    lines = list(_lines(chart))
    audit(
        act=EXPORTED, object_kind="analytics", object_id=f"{page}.{chart.code}", object_name=str(chart.title),
        after={"format": format, "rows": len(lines), "question": question},
    )  # fmt: skip
    table = Dataset(headers=[
        plain(str(chart.corner) or gettext("Row")), gettext("Column"), gettext("Value"), gettext("Numerator"),
        gettext("Denominator"),
    ])  # fmt: skip
    for line in lines:
        table.append([plain(cell) for cell in line])
    return [table]  # at once: a file streams when nobody acts any more, and the audit must name who did


def _lines(chart: Chart) -> Iterator[tuple[object, ...]]:
    for head, row in chart.rows:
        for column, cell in zip(chart.columns, row, strict=True):
            if cell is not None:
                value = cell.value
                numerator, denominator = value.decimals
                yield head.name, column, value.decimal if value.known else None, numerator, denominator
