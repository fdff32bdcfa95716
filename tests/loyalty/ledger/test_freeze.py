"""A frozen account gives nothing away: no burn, no hold, nothing by the passing of time; what comes in waits."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.events.models import Event
from loyalty.ledger.adjust import adjust
from loyalty.ledger.book import AccountFrozen
from loyalty.ledger.cause import SYSTEM, Principal
from loyalty.ledger.freeze import freeze
from loyalty.ledger.freezes import NoSuchAccount, freezes_of, frozen_accounts
from loyalty.ledger.models import Account, Freeze
from loyalty.ledger.night import run_night
from loyalty.ledger.owner import Owner
from loyalty.ledger.prove import prove
from loyalty.ledger.transfer import transfer
from loyalty.ledger.unfreeze import unfreeze
from loyalty.members.models import Member
from tests.loyalty.ledger.breaking import refused_by
from tests.loyalty.ledger.points import (
    ANNA,
    BONUS,
    BORIS,
    DAY,
    HOUR,
    NOON,
    a_key,
    because,
    bonus,
    give,
    kinds,
    reserve,
    spend,
)  # fmt: skip
from tests.together import run_together

SUPPORT = Principal("staff", 17)


def account_of(owner: Owner = ANNA) -> int:
    return Account.objects.get(owner_kind=owner.kind, owner_id=owner.id, unit__code=BONUS).pk


def people() -> None:
    """The events of a freeze are on a member's page, so here the owners are members."""
    for owner in (ANNA, BORIS):
        Member.objects.get_or_create(pk=owner.id, defaults={"joined_at": NOON})


def freeze_anna() -> int:
    people()
    account_id = account_of()
    assert freeze(account_id=account_id, principal=SUPPORT, reason="looks odd", at=NOON)
    return account_id


def test_nothing_is_spent_from_a_frozen_account(db: None) -> None:
    # given
    give(100)
    freeze_anna()
    # when
    for attempt in (
        lambda: spend(10),
        lambda: reserve(10),
        lambda: transfer(
            source=ANNA, target=BORIS, unit=BONUS, points=10, at=NOON, cause=because(), natural_key=a_key()
        ),
    ):
        with pytest.raises(AccountFrozen):
            attempt()
    # then
    assert kinds() == ["earn"]
    assert (bonus().available, bonus().frozen) == (100, True)


def test_what_is_earned_waits_until_the_account_is_free(db: None) -> None:
    # given a debt, and an account frozen meanwhile
    spend(30, short_to_debt=True)
    account_id = freeze_anna()
    give(100)
    # then it waits, without a date and without repaying the debt
    waiting = bonus()
    assert (waiting.available, waiting.pending, waiting.debt, waiting.coming) == (0, 100, 30, ())
    # when the account is free
    assert unfreeze(account_id=account_id, principal=SUPPORT, reason="all right", at=NOON + HOUR)
    # then it is there, and the debt is repaid
    free = bonus(at=NOON + HOUR)
    assert (free.available, free.pending, free.debt, free.frozen) == (70, 0, 0, False)


def test_time_does_nothing_to_a_frozen_account_and_catches_up_later(db: None) -> None:
    # given points that activate and points that expire
    give(50, available_from=NOON + DAY)
    give(20, expires_at=NOON + DAY)
    reserve(5, expires_at=NOON + DAY)
    account_id = freeze_anna()
    # when
    done = run_night(at=NOON + 2 * DAY)
    # then
    assert done == {"lapsed": 0, "activated": 0, "expired": 0, "frozen": 0}
    unfreeze(account_id=account_id, principal=SUPPORT, reason="all right", at=NOON + 2 * DAY)
    run_night(at=NOON + 2 * DAY)
    assert (bonus(at=NOON + 2 * DAY).available, bonus(at=NOON + 2 * DAY).held) == (50, 0)


def test_a_sale_that_has_happened_becomes_debt_and_touches_no_lot(db: None) -> None:
    give(100)
    freeze_anna()
    moved = spend(40, short_to_debt=True)
    assert [(part.lot_id, part.points) for part in moved.parts] == [(None, 40)]
    assert (bonus().available, bonus().debt) == (100, 40)


def test_people_correct_a_frozen_account_and_tills_do_not(db: None) -> None:
    give(100)
    freeze_anna()
    how = {"owner": ANNA, "unit": BONUS, "points": -10, "at": NOON, "reason": "a mistake"}
    adjust(**how, principal=SUPPORT, natural_key=a_key())  # type: ignore[arg-type]
    with pytest.raises(AccountFrozen):
        adjust(**how, principal=Principal("integration", 1), natural_key=a_key())  # type: ignore[arg-type]
    assert bonus().available == 90


def test_twice_is_once_and_both_ways_are_remembered(db: None) -> None:
    # given
    give(1)
    account_id = freeze_anna()
    # when
    assert not freeze(account_id=account_id, principal=SYSTEM, reason="proof", law="Q-01", at=NOON)
    assert [line.account_id for line in frozen_accounts()] == [account_id]
    assert unfreeze(account_id=account_id, principal=SUPPORT, reason="all right", at=NOON)
    assert not unfreeze(account_id=account_id, principal=SUPPORT, reason="again", at=NOON)
    # then
    assert frozen_accounts() == ()
    assert [(line.frozen, line.reason) for line in freezes_of(account_id=account_id)] == [
        (False, "all right"),
        (True, "looks odd"),
    ]
    kinds_told = Event.objects.filter(kind__startswith="account.").order_by("id").values_list("kind", flat=True)
    assert list(kinds_told) == ["account.frozen", "account.unfrozen"]


def test_an_account_that_is_not_there(db: None) -> None:
    for verb in (freeze, unfreeze):
        with pytest.raises(NoSuchAccount):
            verb(account_id=10**12, principal=SUPPORT, reason="?", at=NOON)


@pytest.mark.parametrize(
    "statement", ["update loyalty_freeze set reason = ''", "delete from loyalty_freeze", "truncate loyalty_freeze"]
)
def test_freezes_are_history(db: None, statement: str) -> None:
    give(1)
    freeze_anna()
    assert refused_by(statement) == "42501"


def test_a_burn_still_takes_four_queries(db: None) -> None:
    give(10)
    with CaptureQueriesContext(connection) as queries:
        spend(1)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 4


def test_a_freeze_and_burns_at_once_leave_no_burn_after_the_freeze(own_database: str) -> None:
    # given
    people()
    give(100)
    account_id = account_of()

    def stop() -> bool:
        return freeze(account_id=account_id, principal=SYSTEM, reason="proof", law="Q-01", at=NOON)

    # when
    results = run_together(*[lambda: spend(10)] * 6, stop, stop)
    # then each burn came before the freeze, or was refused by it
    burns, freezes = results[:6], results[6:]
    refused = [one for one in burns if isinstance(one, AccountFrozen)]
    assert sorted(freezes) == [False, True]
    assert bonus().available == 100 - 10 * (6 - len(refused))
    assert Freeze.objects.count() == 1
    report = prove(at=NOON + timedelta(hours=1))
    assert [query.code for query in report.queries if query.violations] == []
    with pytest.raises(AccountFrozen):
        spend(1)
