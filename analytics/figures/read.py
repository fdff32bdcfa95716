"""Figures as pages read them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Min

from analytics.figures.models import Figure, Period


@dataclass(frozen=True, kw_only=True)
class Value:
    """One figure: two sums over the rows behind it. `of` and `key` as in `Figure`."""

    metric: str
    starts: date
    of: str
    key: str
    numerator: int
    denominator: int


@dataclass(frozen=True, kw_only=True)
class Span:
    """A counted period [starts, ends); `counted_at` is null for one that waits for its first count."""

    starts: date
    ends: date
    before: date
    counted_at: datetime | None


def read_figures(
    *, metrics: Collection[str], kind: str, since: date, until: date, cut: str = "all", of: str | None = ""
) -> list[Value]:
    """Of the periods that start in [since, until), by period and key; `of` None: of every one in the cut.

    One query.
    """
    rows = Figure.objects.filter(metric__in=metrics, kind=kind, cut=cut, starts__gte=since, starts__lt=until).order_by(
        "metric", "starts", "of", "key"
    )
    if of is not None:
        rows = rows.filter(of=of)
    fields = ("metric", "starts", "of", "key", "numerator", "denominator")
    return [Value(**dict(zip(fields, row, strict=True))) for row in rows.values_list(*fields)]


@dataclass(frozen=True, kw_only=True)
class Sum:
    """Both sums of a metric over several periods."""

    metric: str
    key: str
    numerator: int
    denominator: int


def sum_figures(
    *, metrics: Collection[str], kind: str, since: date, until: date, cut: str = "all", of: str = "",
    keys: Collection[str] | None = None, most: int | None = None,
) -> list[Sum]:  # fmt: skip
    """Of the periods that start in [since, until), by metric and key, the largest first; of `keys`, or all of them.

    At most so many rows. One query. Only for metrics whose figures add up.
    """
    rows = Figure.objects.filter(
        metric__in=metrics, kind=kind, cut=cut, of=of, starts__gte=since, starts__lt=until
    ).values("metric", "key")
    rows = rows.annotate(n=models.Sum("numerator"), d=models.Sum("denominator")).order_by("-n", "metric", "key")
    rows = rows if keys is None else rows.filter(key__in=keys)
    return [Sum(metric=row["metric"], key=row["key"], numerator=row["n"], denominator=row["d"]) for row in rows[:most]]


def periods_of(*, kind: str) -> list[Span]:
    """All periods of a kind, the oldest first. One query."""
    rows = Period.objects.filter(kind=kind).order_by("starts").values_list("starts", "ends", "before", "counted_at")
    return [Span(starts=starts, ends=ends, before=before, counted_at=at) for starts, ends, before, at in rows]


def as_of() -> datetime | None:
    """The instant up to which every figure tells; None before the first count. One query."""
    found: datetime | None = (
        Period.objects.exclude(counted_at=None).filter(is_due=False).aggregate(at=Min("counted_at"))["at"]
    )
    return found
