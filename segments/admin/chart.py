"""The size of a segment over time as a line: numbers for an SVG, nothing that a page has to compute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 600, 120


@dataclass(frozen=True, kw_only=True)
class Point:
    x: int
    y: int
    day: date
    size: int


@dataclass(frozen=True, kw_only=True)
class Chart:
    """`line` is a polyline's points; whoever wants the numbers reads them from `points`."""

    points: tuple[Point, ...]
    most: int
    least: int

    @property
    def line(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def chart(sizes: Sequence[tuple[date, int]]) -> Chart | None:
    """None for fewer than two days: one point is no line."""
    if len(sizes) < 2:
        return None
    first, last = sizes[0][0], sizes[-1][0]
    most, least = max(size for _day, size in sizes), min(size for _day, size in sizes)
    days, height = (last - first).days, most - least
    points = tuple(
        Point(
            x=(day - first).days * WIDTH // days,
            y=HEIGHT - (size - least) * HEIGHT // height if height else HEIGHT // 2,
            day=day, size=size,
        )
        for day, size in sizes
    )  # fmt: skip
    return Chart(points=points, most=most, least=least)
