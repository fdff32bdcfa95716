import pytest

from loyalty.ledger import settle_accounts
from loyalty.ledger.expire import expire
from loyalty.ledger.models import Entry, Operation
from loyalty.ledger.owner import Owner
from tests.loyalty.ledger.points import BORIS, DAY, HOUR, NOON, bonus, give, kinds, left, reserve, spend

pytestmark = pytest.mark.usefixtures("db")


def test_what_is_left_of_a_due_lot_goes() -> None:
    # given
    lot, alive = give(150, expires_at=NOON + DAY), give(40)
    spend(50)
    # when
    done = expire(at=NOON + DAY)
    # then
    assert (done.accounts, done.operations) == (1, 1)
    assert left(lot, alive) == [0, 40]
    assert bonus(at=NOON + DAY).available == 40
    expired = Entry.objects.get(kind="expire")
    assert (expired.lot_id, expired.amount, expired.at) == (lot, -100, NOON + DAY)


def test_one_operation_per_account_and_midnight() -> None:
    # given
    for days in (1, 1, 2):
        give(10, expires_at=NOON + days * DAY)
    give(10, owner=BORIS, expires_at=NOON + DAY)
    # when: the job comes late
    expire(at=NOON + 5 * DAY)
    # then
    operations = Operation.objects.filter(kind="expire").order_by("at").values_list("at", flat=True)
    assert list(operations) == [NOON + DAY, NOON + DAY, NOON + 2 * DAY]
    assert Entry.objects.filter(kind="expire").count() == 4


def test_a_rerun_changes_nothing() -> None:
    give(10, expires_at=NOON + DAY)
    expire(at=NOON + DAY)
    again = expire(at=NOON + 2 * DAY)
    assert (again.accounts, again.operations) == (0, 0)


def test_nothing_expires_before_its_instant_or_without_one() -> None:
    give(10, expires_at=NOON + DAY)
    give(10)
    assert expire(at=NOON + DAY - HOUR).accounts == 0
    assert expire(at=NOON + 3_650 * DAY).accounts == 1
    assert bonus(at=NOON + 3_650 * DAY).available == 10


def test_a_lot_waits_for_its_holds() -> None:
    # given
    lot = give(100, expires_at=NOON + HOUR)
    reserve(60, expires_at=NOON + DAY)
    # when
    early = expire(at=NOON + 2 * HOUR)
    # then
    assert (early.accounts, left(lot)) == (0, [100])
    # when: the hold is over, too
    give(1, at=NOON + 2 * DAY)
    # then: all of it at once, when the hold ended
    assert left(lot) == [0]
    expired = Entry.objects.get(kind="expire")
    assert (expired.amount, expired.at) == (-100, NOON + DAY)


def test_a_pending_lot_that_was_never_activated_is_activated_before_it_expires() -> None:
    # given
    give(10, available_from=NOON + DAY, expires_at=NOON + 2 * DAY)
    # when
    expire(at=NOON + 3 * DAY)
    # then
    assert kinds() == ["earn", "activate", "activate", "expire"]


def test_many_accounts_go_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    # given
    monkeypatch.setattr(settle_accounts, "BATCH", 8)
    owners = [Owner.member(number) for number in range(1, 6)]
    for owner in owners:
        give(10, owner=owner, expires_at=NOON + DAY)
    # when
    done = expire(at=NOON + DAY)
    # then
    assert (done.accounts, done.operations) == (5, 5)
    assert [bonus(owner, at=NOON + DAY).available for owner in owners] == [0] * 5


@pytest.mark.parametrize(
    ("milliseconds", "sizes"),
    [
        (0, [37, 63]),  # as many as may be
        (10, [37, 30, 30, 3]),  # a slow machine: what takes 0.3 s
        (1_000, [37, *[1] * 63]),  # slower than anything: one by one, and to the end
    ],
)
def test_a_batch_is_as_large_as_the_machine_is_fast(
    milliseconds: int, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a machine that takes so many milliseconds for an account
    clock = [0]
    done: list[int] = []

    def settle(batch: list[int], _at: object) -> settle_accounts.Settled:
        clock[0] += milliseconds * 1_000_000 * len(batch)
        done.append(len(batch))
        return settle_accounts.Settled(accounts=len(batch))

    monkeypatch.setattr(settle_accounts, "_settle", settle)
    monkeypatch.setattr(settle_accounts, "_due", lambda _query, _at: list(range(100)))
    monkeypatch.setattr("loyalty.ledger.settle_accounts.time.monotonic_ns", lambda: clock[0])

    # when
    settled = settle_accounts.settle_accounts(due_query="", at=NOON)

    # then
    assert done == sizes
    assert settled.accounts == 100
