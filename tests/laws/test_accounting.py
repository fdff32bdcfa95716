"""Whatever people do in whatever order, months add up: each begins with what the one before ended with, the last ends
with the balances, and what was closed is never counted otherwise again."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count, pairwise

from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.accounting.close_months import close_months
from analytics.accounting.count_months import count_months
from analytics.accounting.read_months import MonthReport, read_months
from analytics.accounting.report import Debt
from loyalty.ledger.adjust import adjust
from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.claw_back import claw_back
from loyalty.ledger.give_back import give_back
from loyalty.ledger.models import Account
from loyalty.ledger.night import run_night
from loyalty.ledger.owner import Owner
from loyalty.ledger.transfer import transfer
from loyalty.program.models import Program
from loyalty.refusals import Refusal
from tests.analytics.accounting.months import bonus_id, broken_laws, day, proved
from tests.loyalty.ledger.points import BONUS, a_key, an_occasion, because, give, spend

WHO, POINTS = st.integers(0, 1), st.integers(1, 60)
LATE = st.sampled_from([0, 0, 0, 5, 40])  # days that what is told of lies back
KINDS = ("earn", "pending", "short-lived", "burn", "oversell", "claw back", "give back", "adjust", "transfer", "night",
         "close", "zone")  # fmt: skip
ACTS = st.tuples(st.sampled_from(KINDS), WHO, POINTS, LATE, st.integers(0, 25))
ZONES = ("Europe/Moscow", "Asia/Vladivostok", "America/Los_Angeles")

_numbers = count(5_000)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=st.lists(ACTS, min_size=10, max_size=18))
def test_months_add_up(db: None, acts: list[tuple[str, int, int, int, int]]) -> None:
    with transaction.atomic():  # every history begins with empty books
        _live_and_look(acts)
        transaction.set_rollback(True)


def _live_and_look(acts: list[tuple[str, int, int, int, int]]) -> None:
    owners = [Owner.member(next(_numbers)) for _ in range(2)]
    order, now = an_occasion(at=day(1, 5)), day(1, 5)
    seen: dict[date, MonthReport] = {}
    for kind, who, points, late, days in acts:
        now += timedelta(days=days)
        at, me, other = now - timedelta(days=late), owners[who], owners[1 - who]
        verbs = _verbs(me, other, order, points, at, now)
        try:
            verbs[kind]()
        except Refusal:
            continue
        if kind == "close":
            seen = {one.period.month: one for one in read_months() if one.closed}
    _look(now + timedelta(days=90), seen)


def _verbs(
    me: Owner, other: Owner, order: int, points: int, at: datetime, now: datetime
) -> dict[str, Callable[[], object]]:
    return {
        "earn": lambda: give(points, owner=me, at=at, order_id=order),
        "pending": lambda: give(points, owner=me, at=at, available_from=at + timedelta(days=20)),
        "short-lived": lambda: give(points, owner=me, at=at, expires_at=at + timedelta(days=30)),
        "burn": lambda: spend(points, owner=me, at=at, order_id=order),
        "oversell": lambda: spend(points, owner=me, at=at, order_id=order, short_to_debt=True),
        "claw back": lambda: claw_back(
            owner=me, unit=BONUS, points=points, debt=True, at=at, cause=because(order_id=order),
            natural_key=a_key(),
        ),
        "give back": lambda: give_back(
            owner=me, unit=BONUS, points=points, renewed_until=at + timedelta(days=400), at=at,
            cause=because(order_id=order), natural_key=a_key(),
        ),
        "adjust": lambda: adjust(
            owner=me, unit=BONUS, points=points - 30 or 1, at=at, principal=SYSTEM, reason="test",
            natural_key=a_key(),
        ),
        "transfer": lambda: transfer(
            source=me, target=other, unit=BONUS, points=points, at=at, cause=because(), natural_key=a_key()
        ),
        "night": lambda: run_night(at=now),
        "close": lambda: _close(now, points),
        "zone": lambda: Program.objects.update(timezone=ZONES[points % 3]),
    }  # fmt: skip


def _close(now: datetime, months_ago: int) -> None:
    """One of the last months."""
    proved(now)
    month = (now - timedelta(days=30 * (1 + months_ago % 3))).date().replace(day=1)
    close_months(month=month, author_id=None, note="", at=now)


def _look(at: datetime, seen: dict[date, MonthReport]) -> None:
    run_night(at=at)
    count_months(at=at)
    months = read_months()
    for one in months:
        unit = one.units[bonus_id()]
        for row in (*unit.rows, unit.total):
            assert row.opening + sum(row.moved.values()) == row.closing
            assert row.closing >= 0 or row is unit.total
        assert unit.total.moved["transferred"] == 0
        assert -unit.total.moved["repaid"] == unit.debt.repaid
        assert (unit.total.closing, unit.debt.closing) == _entries_before(one)
    for before, after in pairwise(months):
        assert before.period.ends_at == after.period.starts_at
        assert before.units[bonus_id()].total.closing == after.units[bonus_id()].total.opening
        assert before.units[bonus_id()].debt.closing == after.units[bonus_id()].debt.opening
    accounts = Account.objects.filter(unit_id=bonus_id())
    last = months[-1].units[bonus_id()] if months else None
    assert sum(one.active + one.pending for one in accounts) == (last.total.closing if last else 0)
    assert sum(one.debt for one in accounts) == (last.debt if last else Debt()).closing
    closed = {one.period.month: (one.period, one.units) for one in months if one.closed}
    assert {month: (one.period, one.units) for month, one in seen.items()} == closed
    assert broken_laws() == []


def _entries_before(one: MonthReport) -> tuple[int, int]:
    """Points and debt by the end of the month, without lots or cohorts."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select coalesce(sum(amount) filter (where bucket <> 'debt'), 0),
                 coalesce(sum(amount) filter (where bucket = 'debt'), 0) from loyalty_entry where at < %s""",
            [one.period.ends_at],
        )
        points, debt = cursor.fetchone()
    return int(points), int(debt)
