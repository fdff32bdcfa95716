"""Scores everybody anew and remembers who moved between cells; segments by them are asked soon after."""

from datetime import datetime

from django.db import connection, transaction

from loyalty.program.current import program
from loyalty.purchase.history_days import window_is_kept
from loyalty.rules.fact import Moment
from segments.rfm.models import RfmFlow, RfmModel
from segments.rfm.score import scores_sql
from segments.segment.ask_anew import ask_anew
from segments.segment.claims import ask_soon
from segments.segment.guards import looked_at_by
from segments.segment.locks import lock_for_many

_CELL = "{0}.recency::text || {0}.frequency::text || {0}.monetary::text"
_FLOW = f"""
insert into segments_rfmflow (model_id, day, was, now, members)
select %(model)s, %(today)s, coalesce({_CELL.format("o")}, ''), coalesce({_CELL.format("n")}, ''), count(*)
from (select * from segments_rfmscore where model_id = %(model)s) o
full join rfm_fresh n on n.member_id = o.member_id
group by 3, 4"""
# Only what differs is written: most members stay where they were.
_STORE = (
    """delete from segments_rfmscore o where model_id = %(model)s
       and not exists (select from rfm_fresh n where n.member_id = o.member_id)""",
    """insert into segments_rfmscore as o (member_id, model_id, recency, frequency, monetary)
       select member_id, %(model)s, recency, frequency, monetary from rfm_fresh
       on conflict (member_id, model_id) do update set recency = excluded.recency, frequency = excluded.frequency,
         monetary = excluded.monetary
       where (o.recency, o.frequency, o.monetary)
         is distinct from (excluded.recency, excluded.frequency, excluded.monetary)""",
)


def snapshot(*, model_id: int, at: datetime) -> bool:
    """False when the local day has one already, or days of so long ago have to be brought back first. Two at once make
    one. Call outside any transaction."""
    moment = Moment(at=at, zone=program().zone)
    with transaction.atomic(), connection.cursor() as cursor:
        model = RfmModel.objects.select_for_update(no_key=True).get(pk=model_id)
        if RfmFlow.objects.filter(model=model, day__gte=moment.today).exists():
            return False
        return _score(cursor, model, moment, flow=model.scored_at is not None)


def rescore(*, model_id: int, at: datetime) -> None:
    """Scores everybody by another definition: nobody moved, the measure did. No flow is remembered, and nobody enters
    segments by it. Where days of so
    long ago have to be brought back first, the night's snapshot does it."""
    with transaction.atomic(), connection.cursor() as cursor:
        model = RfmModel.objects.select_for_update(no_key=True).get(pk=model_id)
        if not _score(cursor, model, Moment(at=at, zone=program().zone), flow=False):
            model.scored_at = None
            model.save(update_fields=["scored_at"])


def _score(cursor: object, model: RfmModel, moment: Moment, *, flow: bool) -> bool:
    if not window_is_kept(days=model.days, moment=moment):
        return False
    given = {"model": model.pk, "today": moment.today, "days": model.days, "groups": model.groups}
    _write(cursor, model, given, flow=flow)
    model.scored_at = moment.at
    model.save(update_fields=["scored_at"])
    reached = looked_at_by(analysis=model.code)
    if flow:
        ask_soon(codes=reached, at=moment.at)
    elif reached:
        lock_for_many()
        ask_anew(codes=reached, at=moment.at)
    return True


def _write(cursor: object, model: RfmModel, given: dict[str, object], *, flow: bool) -> None:
    run = cursor.execute  # type: ignore[attr-defined]
    run("set local work_mem = '128MB'")
    run(f"create temp table rfm_fresh on commit drop as {scores_sql(model)}", given)
    if flow:
        run(_FLOW, given)
    for statement in _STORE:
        run(statement, given)
    run("drop table rfm_fresh")
