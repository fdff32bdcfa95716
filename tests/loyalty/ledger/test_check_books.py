"""What cannot be proved is frozen, by the proof of the night or by the night's own work, and stops nobody else."""

import pytest
from django.db import IntegrityError, connection, transaction

from loyalty.ledger.check_books import check_books
from loyalty.ledger.freeze_broken import freeze_broken
from loyalty.ledger.freezes import freezes_of, frozen_accounts
from loyalty.ledger.last_proof import last_proof
from loyalty.ledger.models import Account, Lot
from loyalty.ledger.named_accounts import named_accounts
from loyalty.ledger.night import run_night
from loyalty.ledger.owner import Owner
from loyalty.members.models import Member
from tests.loyalty.ledger.breaking import Connection, plant
from tests.loyalty.ledger.points import ANNA, BORIS, DAY, NOON, an_occasion, bonus, give, reserve, spend

VERA = Owner.member(3)


@pytest.fixture
def lie(own_database: str, owner_connection: Connection) -> Connection:
    """The owner's connection, and members who own the accounts."""
    for owner in (ANNA, BORIS, VERA):
        Member.objects.create(pk=owner.id, joined_at=NOON)
    return owner_connection


def test_an_account_that_a_law_names_is_frozen_and_the_result_is_kept(lie: Connection) -> None:
    # given
    for owner in (ANNA, BORIS):
        give(100, owner=owner)
    plant(lie, "account", f"update loyalty_account set active = active + 7 where owner_id = {ANNA.id}")
    # when
    report = check_books(at=NOON)
    # then
    assert not report.ok
    kept = last_proof()
    assert kept is not None
    assert not kept.ok
    frozen = {line.owner: (line.law, line.principal) for line in frozen_accounts()}
    assert frozen == {ANNA: ("Q-01", "system")}
    assert bonus(BORIS).frozen is False
    spend(1, owner=BORIS)


def test_the_next_proof_does_not_freeze_again(lie: Connection) -> None:
    give(100)
    plant(lie, "account", "update loyalty_account set active = active + 7")
    check_books(at=NOON)
    check_books(at=NOON + DAY)
    assert len(freezes_of(account_id=Account.objects.get().pk)) == 1


def test_one_account_that_does_not_add_up_does_not_stop_the_night(lie: Connection) -> None:
    # given three accounts with points that expire, and a lot in the middle one that its entries do not know
    for owner in (ANNA, BORIS, VERA):
        give(100, owner=owner, expires_at=NOON + DAY)
    broken = Lot.objects.get(account__owner_id=BORIS.id).pk
    plant(lie, "lot", f"update loyalty_lot set remaining = remaining - 1 where id = {broken}")
    # when
    done = run_night(at=NOON + DAY)
    # then the others' points are gone and his are frozen
    assert done == {"lapsed": 0, "activated": 0, "expired": 2, "frozen": 1}
    assert [bonus(owner, at=NOON + DAY).available for owner in (ANNA, VERA)] == [0, 0]
    (line,) = frozen_accounts()
    assert (line.owner, line.reason, line.law) == (BORIS, "settle", "ledger_lot_proof")
    # and the next night passes him by
    assert run_night(at=NOON + 2 * DAY) == {"lapsed": 0, "activated": 0, "expired": 0, "frozen": 0}


def test_a_movement_that_is_wrong_itself_freezes_nobody(lie: Connection) -> None:
    # given books that add up, and a movement that does not
    give(100)
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update loyalty_account set active = active + 1")
    # then
    assert not freeze_broken(error=refused.value, at=NOON)
    assert not freeze_broken(error=IntegrityError("another"), at=NOON)
    assert frozen_accounts() == ()


def test_rows_lead_to_their_accounts(db: None) -> None:
    # given
    lot_id, order_id = give(100), an_occasion()
    hold_id = reserve(10, order_id=order_id)
    moved = spend(5)
    account_id = Account.objects.get().pk
    # then
    ids = {"account": account_id, "lot": lot_id, "hold": hold_id, "operation": moved.operation_id, "order": order_id}
    assert {of: named_accounts(of=of, ids=[one]) for of, one in ids.items()} == dict.fromkeys(ids, (account_id,))
    assert named_accounts(of="unit", ids=[1]) == named_accounts(of="lot", ids=[]) == ()
