"""History as a page shows it: days, and under each its stories."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.formats import time_format
from django.utils.translation import gettext as _

from cabinet.words import heading_of_day, on_day
from loyalty.purchase.stories import Story


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """`points` and `rest` make the sentence; `note` is its time and what is still to come."""

    points: str
    rest: str
    is_gain: bool
    note: str
    order_id: int | None


@dataclass(frozen=True, kw_only=True)
class HistoryDay:
    heading: str
    lines: tuple[HistoryLine, ...]


def history_days(*, stories: Sequence[Story], today: date, zone: ZoneInfo) -> tuple[HistoryDay, ...]:
    """Stories by the local day, in the order given. No query."""
    by_day = groupby(stories, key=lambda story: story.line.at.astimezone(zone).date())
    return tuple(
        HistoryDay(heading=heading_of_day(day, today=today), lines=tuple(_line(story, today, zone) for story in told))
        for day, told in by_day
    )


def _line(story: Story, today: date, zone: ZoneInfo) -> HistoryLine:
    line = story.line
    note = time_format(line.at.astimezone(zone).time(), "H:i")
    if line.available_from is not None and (day := line.available_from.astimezone(zone).date()) > today:
        note += " · " + _("available {day}").format(day=on_day(day, today=today))
    return HistoryLine(
        points=story.points,
        rest=story.rest,
        is_gain=line.points > 0 and line.kind != "activate",
        note=note,
        order_id=line.order_id,
    )
