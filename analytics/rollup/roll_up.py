"""Counts the figures of the periods that are due."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import chain, islice

from django.db import connection, transaction

from analytics.engines.engine import Row, facts_as_of, opened_engine
from analytics.figures.models import Figure, Period
from analytics.metrics.metric import metrics
from analytics.metrics.sql import counted_by
from analytics.rollup.mark_due import mark_due
from analytics.rollup.models import Rollup
from loyalty.ledger.units import units
from loyalty.program.current import program
from loyalty.rows import one_row

_BATCH = 10_000
_COPY = 'copy analytics_figure (metric, kind, starts, cut, "of", key, numerator, denominator) from stdin'
_LOCK = 7_304_119  # whoever has this advisory lock counts


def roll_up(*, at: datetime, everything: bool = False, tell: Callable[[str], None] = lambda line: None) -> int:
    """How many periods were counted; 0 while somebody else counts.

    A count that was stopped is gone on with, metric by metric; then what has changed since is counted, or `everything`.
    `tell` hears of each metric. Call outside any transaction. What it asks of the database grows with the facts.
    """
    if one_row("select pg_try_advisory_lock(%s)", [_LOCK]) != (True,):
        return 0
    try:
        return sum(_count(run, tell) for run in _runs(facts_as_of(at=at), everything))
    finally:
        one_row("select pg_advisory_unlock(%s)", [_LOCK])


def _runs(at: datetime, everything: bool) -> Iterator[Rollup]:
    """The one that was stopped, and a new one for what is due after it."""
    stopped = Rollup.objects.filter(finished_at=None).first()
    if stopped is not None:
        yield stopped
    zone, last = program().zone, Rollup.objects.exclude(finished_at=None).order_by("id").last()
    prices = {code: unit.step_kopecks for code, unit in units().items()}
    now = (str(zone), prices, digests())
    current = last is not None and not everything and (last.zone, last.prices, last.done) == now
    if mark_due(at=at, since=last.seen_at if last is not None and current else None, zone=zone):
        due = list(Period.objects.filter(is_due=True).order_by("kind", "starts").values_list("id", flat=True))
        yield Rollup.objects.create(seen_at=at, zone=str(zone), prices=prices, periods=due)


def digests() -> dict[str, str]:
    """What each metric is counted by now, as `Rollup.done` keeps it."""
    return {code: sha256(counted_by(code).encode()).hexdigest()[:16] for code, _metric in metrics}


def _count(run: Rollup, tell: Callable[[str], None]) -> int:
    now, periods = digests(), list(Period.objects.filter(pk__in=run.periods))
    left = [(code, metric) for code, metric in metrics if run.done.get(code) != now[code]]
    if left:
        with opened_engine(periods) as figures_of:
            for number, (code, metric) in enumerate(left, start=len(metrics) - len(left) + 1):
                tell(f"{number}/{len(metrics)} {code}")
                rows = iter(figures_of(metric))
                first = list(islice(rows, _BATCH))  # no transaction waits for the engine
                with transaction.atomic():
                    _replace(code, periods, chain(first, rows))
                    run.done[code] = now[code]
                    Rollup.objects.filter(pk=run.pk).update(done=run.done)
    with transaction.atomic():
        Figure.objects.exclude(metric__in=now).delete()
        Period.objects.filter(pk__in=run.periods).update(is_due=False, counted_at=run.seen_at)
        Rollup.objects.filter(pk=run.pk).update(finished_at=run.seen_at, done=now)
    return len(periods)


def _replace(code: str, periods: Sequence[Period], rows: Iterable[Row]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """delete from analytics_figure f using analytics_period p
            where p.id = any(%s) and f.metric = %s and f.kind = p.kind and f.starts = p.starts""",
            [[period.pk for period in periods], code],
        )
        left = iter(rows)
        while batch := list(islice(left, _BATCH)):  # rows may come over this connection too, which COPY holds
            with cursor.copy(_COPY) as copy:
                for row in batch:
                    copy.write_row((code, *row))
