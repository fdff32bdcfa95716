"""Keeps day buckets as far back as somebody asks for them, and folds what lies before to months."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction

from loyalty.program.current import program
from loyalty.purchase.count_history import count_history
from loyalty.purchase.fold_history import fold_history
from loyalty.purchase.history_days import ALWAYS, longest_in_use
from loyalty.purchase.models import HistoryHorizon
from loyalty.purchase.rebuild_history import BATCH
from loyalty.rows import all_rows, one_row

SECONDS = 45  # of one run: other due jobs may wait behind it
MEMBERS = 1_000  # in a transaction: a return of something so old waits for it
_FOLDED = """
select distinct member_id from loyalty_memberday where is_month and day >= %s and member_id > %s
order by member_id limit %s
"""
_LAST = "select max(id) from (select id from loyalty_member where id > %s order by id limit %s) as next"


def keep_history(*, at: datetime, seconds: int = SECONDS) -> bool:
    """Whether everything is as it should be; otherwise the next run goes on. Call outside any transaction.

    A window that has become longer brings days back, counted from the orders, before anybody may look at them; then
    older months are folded anew.
    """
    until = time.monotonic() + seconds

    def going_on() -> bool:
        return time.monotonic() < until

    needed = _move_on(at)
    if needed is not None and not _bring_back(needed, going_on):
        return False
    return _fold(going_on)


def lock_horizon() -> HistoryHorizon:
    """Until the end of the transaction. One query."""
    return HistoryHorizon.objects.select_for_update(no_key=True).get()


def _move_on(at: datetime) -> date | None:
    """The day from which days have to come back; None when those kept are enough, and then none too many are kept."""
    with transaction.atomic():
        horizon = lock_horizon()  # a rule stored after this reads the horizon that we leave
        start = _needed(at)
        if horizon.days_from is not None and start < horizon.days_from:
            return start
        if start != horizon.days_from:
            horizon.days_from, horizon.folded_up_to = start, 0
            horizon.save(update_fields=["days_from", "folded_up_to"])
    return None


def _needed(at: datetime) -> date:
    """The first day of the month in which the longest window in use begins."""
    today = at.astimezone(program().zone).date()
    return (today - timedelta(days=max(ALWAYS, longest_in_use()))).replace(day=1)


def _bring_back(needed: date, going_on: Callable[[], bool]) -> bool:
    last = 0
    while going_on():
        members = [row[0] for row in all_rows(_FOLDED, [needed, last, BATCH])]
        if not members:
            with transaction.atomic():
                horizon = lock_horizon()
                horizon.days_from, horizon.folded_up_to = needed, 0
                horizon.save(update_fields=["days_from", "folded_up_to"])
            return True
        count_history(members=members)
        last = members[-1]
    return False


def _fold(going_on: Callable[[], bool]) -> bool:
    while going_on():
        with transaction.atomic():
            horizon = lock_horizon()
            if horizon.folded_up_to is None or horizon.days_from is None:
                return True
            row = one_row(_LAST, [horizon.folded_up_to, MEMBERS])
            last = row[0] if row else None
            if last is not None:
                fold_history(after=horizon.folded_up_to, last=last, before=horizon.days_from)
            horizon.folded_up_to = last
            horizon.save(update_fields=["folded_up_to"])
    return False
