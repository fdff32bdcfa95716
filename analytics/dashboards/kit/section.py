"""A part of a page."""

from dataclasses import dataclass

from analytics.dashboards.kit.card import Card
from analytics.dashboards.kit.chart import Chart
from loyalty.refusals import Words


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A sentence that the page says by itself; tones: good, warn, bad, or none."""

    text: Words
    tone: str = ""
    label: Words = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """Cards, then charts side by side."""

    title: Words = ""
    help: Words = ""
    notices: tuple[Notice, ...] = ()
    cards: tuple[Card, ...] = ()
    charts: tuple[Chart, ...] = ()

    @property
    def there(self) -> bool:
        """Whether it has any part."""
        return bool(self.notices or self.cards or self.charts)


def section(
    *parts: Card | Chart | Notice | None,
    title: Words = "",
    help: Words = "",  # noqa: A002
) -> Section:
    """A section of the parts that there are, each in its place."""
    return Section(
        title=title, help=help,
        notices=tuple(part for part in parts if isinstance(part, Notice)),
        cards=tuple(part for part in parts if isinstance(part, Card)),
        charts=tuple(part for part in parts if isinstance(part, Chart)),
    )  # fmt: skip
