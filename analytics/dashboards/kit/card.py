"""A figure on its own: the value with what it was divided by, how it changed, and its way over the periods."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.dashboards.kit.chart import Cell
from analytics.dashboards.kit.definition import definitions_of
from analytics.dashboards.kit.value import Change, Value, change
from analytics.metrics.metric import Metric
from loyalty.refusals import Words

WIDTH, HEIGHT = 120, 28


@dataclass(frozen=True, kw_only=True)
class Card:
    """`note` names the denominator («246 из 1 024 участников»); `good_way` is 1 where more is better, -1 where less is,
    0 where neither. `alarm` is a sentence about a value out of its corridor, `help` says what is told where no metric
    is. `empty` and `start` as in `Chart`."""

    code: str
    title: Words
    value: Value | None
    was: Cell | None = None
    way: tuple[Value | None, ...] = ()
    note: Words = ""
    rows: str = ""
    good_way: int = 0
    alarm: Words = ""
    help: Words = ""
    empty: Words = ""
    start: tuple[Words, str] | None = None

    @property
    def definitions(self) -> tuple[Metric, ...]:
        """That of its metric; cards of what no metric counts have none, but `help`."""
        return definitions_of((self.code,))

    @property
    def popover(self) -> str:
        return f"why-figure-{self.code}"

    @property
    def there(self) -> bool:
        return self.value is not None and self.value.known

    @property
    def change(self) -> Change | None:
        return change(self.value, self.was.value if self.was else None)

    @property
    def tone(self) -> str:
        """How the change looks: good, bad or neither."""
        moved = self.change
        if moved is None or not moved.way or not self.good_way:
            return ""
        return "good" if moved.way == self.good_way else "bad"

    @property
    def line(self) -> str:
        """The way as points of a polyline; empty with fewer than two."""
        return _line([None if value is None or not value.known else value.minor for value in self.way])


def _line(minors: Sequence[int | None]) -> str:
    known = [(place, minor) for place, minor in enumerate(minors) if minor is not None]
    if len(known) < 2:
        return ""
    least, most = min(minor for _place, minor in known), max(minor for _place, minor in known)
    first, last, height = known[0][0], known[-1][0], most - least
    return " ".join(
        f"{(place - first) * WIDTH // (last - first)},"
        f"{HEIGHT - (minor - least) * HEIGHT // height if height else HEIGHT // 2}"
        for place, minor in known
    )
