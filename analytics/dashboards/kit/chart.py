"""Charts as data: the same rows are drawn, shown as a table and taken away as a file."""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import get_language

from analytics.dashboards.kit.definition import definitions_of
from analytics.dashboards.kit.value import Value
from analytics.metrics.metric import Metric, Shows
from loyalty.refusals import Words

Kind = Literal["line", "bar", "stacked", "league", "heat", "treemap", "funnel"]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A value at its place; `rows` is the address of what stands behind it."""

    value: Value
    rows: str = ""


@dataclass(frozen=True, kw_only=True)
class Head:
    """The name of a row or a column; `short` stands under an axis, `link` leads to whose page it is."""

    name: str
    short: str = ""
    link: str = ""
    open: bool = False  # a period that still goes on

    @property
    def label(self) -> str:
        return self.short or self.name


@dataclass(frozen=True, kw_only=True)
class Series:
    """Cells in the order of the chart's heads; None where there is nothing. `is_drawn` is off for what only the table
    has, though what is stacked tells it, too; `is_before` marks what is compared with, `is_ahead` what is expected:
    it is pale and not in the table, where rows stand behind every figure."""

    name: Words
    cells: tuple[Cell | None, ...]
    is_drawn: bool = True
    is_before: bool = False
    is_ahead: bool = False
    head: Head | None = None  # where the series is the row of a heat map


@dataclass(frozen=True, kw_only=True)
class Chart:
    """`empty` is what to say while there is nothing: what would appear, and how to start.

    `corridor` is from where to where a share is healthy, in hundredths of a per cent.
    """

    code: str
    title: Words
    kind: Kind
    heads: tuple[Head, ...]
    series: tuple[Series, ...]
    corner: Words = ""  # what the heads are
    help: Words = ""
    metrics: tuple[str, ...] = ()  # whose definitions are shown
    empty: Words = ""
    start: tuple[Words, str] | None = None  # how to start: a label and an address
    corridor: tuple[int, int] | None = None
    wide: bool = False

    @property
    def definitions(self) -> tuple[Metric, ...]:
        """Of the metrics that are drawn or told; charts of what no metric counts have none."""
        return definitions_of(self.metrics)

    @property
    def popover(self) -> str:
        return f"why-chart-{self.code}"

    @property
    def there(self) -> bool:
        """Whether there is anything to show."""
        return any(cell is not None and cell.value.known for one in self.series for cell in one.cells)

    @property
    def by_rows(self) -> bool:
        """Heat maps have a row for each series, all others one for each head."""
        return self.kind == "heat"

    @property
    def rows(self) -> list[tuple[Head, list[Cell | None]]]:
        """The table: heads of rows with their cells."""
        if self.by_rows:
            return [(one.head or Head(name=str(one.name)), list(one.cells)) for one in self._listed]
        return [(head, [one.cells[place] for one in self._listed]) for place, head in enumerate(self.heads)]

    @property
    def columns(self) -> list[str]:
        """The heads of the table's columns."""
        return [head.name for head in self.heads] if self.by_rows else [str(one.name) for one in self._listed]

    @property
    def _listed(self) -> list[Series]:
        return [one for one in self.series if not one.is_ahead]

    @property
    def first(self) -> str:
        """How it is shown before somebody chooses: as its table, where most of what it tells is not drawn."""
        hidden = sum(not one.is_drawn for one in self.series)
        return "table" if 2 * hidden > len(self.series) else "drawing"

    @property
    def drawing(self) -> dict[str, Any]:
        """What static/analytics/charts.js draws from. Numbers are integers with `scale` digits after the point."""
        drawn = [one for one in self.series if one.is_drawn]
        some = next((cell.value for one in drawn for cell in one.cells if cell is not None), None)
        shows = Shows.COUNT if some is None else some.shows
        return {
            "kind": self.kind,
            "language": get_language(),
            "title": str(self.title),
            "heads": [{"name": head.name, "label": head.label, "open": head.open} for head in self.heads],
            "series": [_drawn(one) for one in drawn],
            "told": [_drawn(one) for one in self.series if self.kind == "stacked" and not one.is_drawn],
            "scale": 0 if some is None else some.scale,
            "unit": {Shows.MONEY: "₽", Shows.SHARE: "%"}.get(shows, ""),
            "corridor": self.corridor,
        }


def _drawn(series: Series) -> dict[str, Any]:
    shown = [cell if cell is not None and cell.value.known else None for cell in series.cells]
    return {
        "name": str(series.name),
        "before": series.is_before,
        "ahead": series.is_ahead,
        "values": [None if cell is None else cell.value.minor for cell in shown],
        "texts": ["" if cell is None else cell.value.text for cell in shown],
        "rows": ["" if cell is None else cell.rows for cell in shown],
    }
