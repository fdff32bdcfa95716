"""An analysis as people look at it: how many stand in each cell, and who moved where."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, Sum

from segments.rfm.models import RfmFlow, RfmModel, RfmScore


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Cells as "553"; empty for those who bought nothing."""

    was: str
    now: str
    members: int


def grid_of(model: RfmModel) -> dict[tuple[int, int], int]:
    """How many members by recency and frequency. One query."""
    rows = RfmScore.objects.filter(model=model).values("recency", "frequency").annotate(n=Count("member"))
    return {(row["recency"], row["frequency"]): row["n"] for row in rows.order_by()}


def snapshot_of(model: RfmModel) -> dict[tuple[int, int], int]:
    """The same as of the last night, from the moves counted then: what it costs does not grow with the members.

    Two queries.
    """
    day = RfmFlow.objects.filter(model=model).aggregate(day=Max("day"))["day"]
    counted: dict[tuple[int, int], int] = {}
    for now, members in RfmFlow.objects.filter(model=model, day=day).exclude(now="").values_list("now", "members"):
        cell = (int(now[0]), int(now[1]))
        counted[cell] = counted.get(cell, 0) + members
    return counted


def days_of(model: RfmModel) -> list[date]:
    """The days of the last snapshots, the newest first. One query."""
    days = RfmFlow.objects.filter(model=model).order_by("-day").values_list("day", flat=True).distinct()
    return list(days[:30])


def flows_of(model: RfmModel, *, day: date, most: int) -> list[Flow]:
    """The largest moves between cells at a snapshot; who stayed is left out. One query."""
    rows = RfmFlow.objects.filter(model=model, day=day).order_by("-members", "was", "now")
    moved = [Flow(was=was, now=now, members=n) for was, now, n in rows.values_list("was", "now", "members")]
    return [one for one in moved if one.was != one.now][:most]


def stayed_of(model: RfmModel, *, day: date) -> tuple[int, int]:
    """How many stayed in their cell at a snapshot, and how many there were. Two queries."""
    rows = RfmFlow.objects.filter(model=model, day=day)
    stayed = rows.filter(was=F("now")).aggregate(n=Sum("members"))["n"] or 0
    return stayed, rows.aggregate(n=Sum("members"))["n"] or 0


def standings_of(*, member_id: int) -> list[RfmScore]:
    """Where a member stands in each analysis that has them, with the analysis. One query."""
    return list(RfmScore.objects.filter(member=member_id).select_related("model").order_by("model__code"))
