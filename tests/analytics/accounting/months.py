"""Three months of two people, told by the real verbs: something of everything that can happen to points.

What each month must come to is written by hand in `test_story.py`.
"""

from datetime import UTC, date, datetime

from django.db import connection

from analytics.accounting.read_months import MonthReport, read_months
from loyalty.ledger.adjust import adjust
from loyalty.ledger.capture import capture
from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.claw_back import claw_back
from loyalty.ledger.give_back import give_back
from loyalty.ledger.keep_proof import keep_proof
from loyalty.ledger.models import Unit
from loyalty.ledger.night import run_night
from loyalty.ledger.open_balance import open_balance
from loyalty.ledger.owner import Owner
from loyalty.ledger.prove import Checked, Report
from loyalty.ledger.transfer import transfer
from loyalty.proofs import proofs
from tests.loyalty.ledger.points import BONUS, DAY, a_key, an_occasion, because, give, reserve, spend

AUGUST, SEPTEMBER, OCTOBER = date(2025, 8, 1), date(2025, 9, 1), date(2025, 10, 1)
AFTER = datetime(2025, 11, 2, 9, 0, tzinfo=UTC)
ANNA, BORIS, VERA = (Owner.member(9_000 + number) for number in (1, 2, 3))  # numbers alone: nobody is enrolled
LAWS = ("Q-80", "Q-81", "Q-82")


def day(month: int, number: int) -> datetime:
    """Noon in Moscow."""
    return datetime(2025, month, number, 9, 0, tzinfo=UTC)


def correct(points: int, at: datetime, *, owner: Owner = BORIS) -> None:
    adjust(owner=owner, unit=BONUS, points=points, at=at, principal=SYSTEM, reason="test", natural_key=a_key())


def live() -> None:
    """August, September and October of 2025."""
    first, second, third = (an_occasion(at=day(8, 5)) for _ in range(3))
    give(1_000, owner=ANNA, at=day(8, 5), expires_at=day(10, 15), order_id=first)
    open_balance(owner=BORIS, unit=BONUS, points=500, expires_at=None, at=day(8, 6), natural_key=a_key())
    spend(300, owner=ANNA, at=day(8, 10), order_id=second)
    correct(40, day(8, 20))

    give(200, owner=ANNA, at=day(9, 3), available_from=day(10, 5))
    give_back(
        owner=ANNA, unit=BONUS, points=100, renewed_until=day(12, 1), at=day(9, 4), natural_key=a_key(),
        cause=because(order_id=second),
    )  # fmt: skip
    transfer(
        source=ANNA, target=BORIS, unit=BONUS, points=50, at=day(9, 9), cause=because(), natural_key=a_key()
    )  # as members are joined
    claw_back(
        owner=ANNA, unit=BONUS, points=900, debt=True, at=day(9, 12), cause=because(order_id=first),
        natural_key=a_key(),
    )  # fmt: skip

    run_night(at=day(10, 5))
    give(60, owner=BORIS, at=day(10, 7), expires_at=day(10, 20))
    held = reserve(30, owner=BORIS, at=day(10, 8), expires_at=day(10, 9))
    capture(hold_id=held, points=25, at=day(10, 8), cause=because())
    spend(1_000, owner=ANNA, at=day(10, 9), order_id=third, short_to_debt=True)
    give_back(
        owner=ANNA, unit=BONUS, points=100, renewed_until=day(12, 1), at=day(10, 10), natural_key=a_key(),
        cause=because(order_id=third),
    )  # fmt: skip
    run_night(at=day(10, 25))
    correct(-20, day(10, 28))


def proved(at: datetime, *, broken: int = 0) -> None:
    """Keep a proof of that time: of one law, with so many rows that break it."""
    law = Checked(code="Q-01", title="", rows=9, violations=broken, ids=(), ms=1)
    keep_proof(report=Report(at=at, queries=(law,)))


def month_of(month: date) -> MonthReport:
    return next(one for one in read_months() if one.period.month == month)


def bonus_id() -> int:
    return Unit.objects.get(code=BONUS).pk


def broken_laws(at: datetime = AFTER + DAY) -> list[str]:
    """The laws of closed months that do not hold now."""
    found = []
    for code in LAWS:
        with connection.cursor() as cursor:
            cursor.execute(f"select count(*) filter (where broken) from ({proofs[code].sql}) c(id, broken)", {"at": at})
            if cursor.fetchone()[0]:
                found.append(code)
    return found
