"""Many at once, with real transactions: nothing is spent twice, nothing is lost, nobody waits for ever."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import psycopg
import pytest
from django.db import connection, connections, transaction
from django.db.models import Count, Sum
from django.test.utils import CaptureQueriesContext

from config.embedded import APP_ROLE
from loyalty.ledger.activate import activate
from loyalty.ledger.adjust import adjust
from loyalty.ledger.book import InsufficientPoints
from loyalty.ledger.books import lock_books
from loyalty.ledger.capture import capture
from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.claw_back import claw_back
from loyalty.ledger.expire import expire
from loyalty.ledger.give_back import give_back
from loyalty.ledger.lapse import lapse
from loyalty.ledger.models import Account, Entry, Hold, Lot, Operation
from loyalty.ledger.movements import HoldEnded
from loyalty.ledger.night import run_night
from loyalty.ledger.owner import Owner
from loyalty.ledger.prove import prove
from loyalty.ledger.release import release
from loyalty.ledger.transfer import transfer
from loyalty.refusals import Refusal
from tests.databases import connect
from tests.loyalty.ledger.points import (
    ANNA,
    BONUS,
    BORIS,
    DAY,
    HOUR,
    NOON,
    a_key,
    an_occasion,
    because,
    bonus,
    give,
    reserve,
    spend,
)
from tests.together import beside, run_together, wait_for_waiting

pytestmark = pytest.mark.usefixtures("own_database")


def counted(results: list[object]) -> Counter[type]:
    return Counter(type(result) for result in results if isinstance(result, Exception))


def clean() -> bool:
    report = prove(at=NOON)
    return [(query.code, query.ids) for query in report.queries if query.violations] == []


def test_of_fifty_burns_of_a_balance_that_covers_three_exactly_three_succeed() -> None:
    # given
    give(200)
    give(140, expires_at=NOON + DAY)
    # when
    results = run_together(*[lambda: spend(100)] * 50)
    # then
    assert counted(results) == {InsufficientPoints: 47}
    assert bonus().available == 40
    assert clean()


def test_of_fifty_holds_of_a_balance_that_covers_three_exactly_three_succeed() -> None:
    give(340)
    results = run_together(*[lambda: reserve(100)] * 50)
    assert counted(results) == {InsufficientPoints: 47}
    assert (bonus().available, bonus().held) == (40, 300)
    assert clean()


def test_fifty_earns_under_one_natural_key_are_one() -> None:
    # when: the account does not exist yet, either
    results = run_together(*[lambda: give(100, key="order:1")] * 20)
    # then: those who came later are told it was done
    assert Operation.objects.filter(kind="earn").count() == Account.objects.count() == 1
    assert len([result for result in results if isinstance(result, int)]) == 1
    assert bonus().available == 100


def test_a_hold_is_captured_or_released_once_by_whoever_comes_first() -> None:
    # given
    give(100)
    hold_id = reserve(60)
    moves: list[Callable[[], object]] = [lambda: capture(hold_id=hold_id, points=60, at=NOON, cause=because())] * 10
    moves += [lambda: release(hold_id=hold_id, at=NOON, cause=because())] * 10
    # when
    results = run_together(*moves, lambda: lapse(at=NOON + HOUR))
    # then
    assert counted(results) in ({HoldEnded: 19}, {HoldEnded: 20})
    hold = Hold.objects.get()
    assert bonus().available == (40 if hold.state == "captured" else 100)
    assert Operation.objects.filter(kind__in=["capture", "release"]).count() == 1
    assert clean()


def test_expiry_twice_at_once_against_spenders() -> None:
    # given: everything is due the moment the job runs, and spenders may come before or after it
    owners = [Owner.member(number) for number in range(1, 13)]
    for owner in owners:
        for points in (30, 20, 50):
            give(points, owner=owner, expires_at=NOON + DAY)
        give(25, owner=owner, available_from=NOON + DAY)
    spenders = [
        lambda owner=owner, at=at: spend(35, owner=owner, at=at) for owner in owners for at in (NOON, NOON + DAY)
    ]
    jobs: list[Callable[[], object]] = [lambda: expire(at=NOON + DAY), lambda: expire(at=NOON + DAY)]
    jobs += [lambda: run_night(at=NOON + DAY)]
    # when
    results = run_together(*jobs, *spenders)
    # then
    assert counted(results).keys() <= {InsufficientPoints}
    moved = dict(Entry.objects.exclude(kind="activate").values_list("kind").annotate(Sum("amount")))
    left = Account.objects.aggregate(left=Sum("active") + Sum("pending"))["left"]
    assert moved["earn"] == 12 * 125 == left - moved["expire"] - moved.get("burn", 0)
    expired = Entry.objects.filter(kind="expire").values("lot").annotate(times=Count("id"))
    assert {lot["times"] for lot in expired} == {1}
    assert not Lot.objects.filter(remaining__gt=0, expires_at__lte=NOON + DAY).exists()
    assert clean()


def test_activation_twice_at_once_moves_each_lot_once() -> None:
    for number in range(1, 13):
        give(10, owner=Owner.member(number), available_from=NOON + DAY)
    results = run_together(*[lambda: activate(at=NOON + DAY)] * 4)
    assert counted(results) == {}
    assert Entry.objects.filter(kind="activate", bucket="active").count() == 12
    assert clean()


def test_transfers_both_ways_at_once_do_not_lock_each_other_out() -> None:
    # given
    give(1_000)
    give(1_000, owner=BORIS)

    def move(source: Owner, target: Owner) -> Callable[[], object]:
        return lambda: transfer(
            source=source, target=target, unit=BONUS, points=10, at=NOON, cause=because(), natural_key=a_key()
        )

    # when
    results = run_together(*[move(ANNA, BORIS), move(BORIS, ANNA)] * 15)
    # then
    assert counted(results) == {}
    assert (bonus().available, bonus(BORIS).available) == (1_000, 1_000)
    assert clean()


def test_accounts_are_locked_in_ascending_order_whatever_was_asked() -> None:
    # given: somebody else holds the lower account
    low, high = ANNA, BORIS
    give(1, owner=low)
    give(1, owner=high)
    database = connections["default"].settings_dict["NAME"]
    with connect(role=APP_ROLE, database=database) as other, other.transaction():
        other.execute("select 1 from loyalty_account order by id limit 1 for no key update")

        def ask_for_both() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("set local lock_timeout = '300ms'")
                lock_books([(high, BONUS), (low, BONUS)], at=NOON)

        def the_higher_is_free() -> bool:
            with connect(role=APP_ROLE, database=database) as third, third.transaction():
                third.execute("select pg_sleep(0.1)")
                lock = "select owner_id from loyalty_account order by id desc limit 1 for no key update nowait"
                return third.execute(lock).fetchone() == (high.id,)

        # when
        waited, free = run_together(ask_for_both, the_higher_is_free)
    # then
    assert isinstance(waited.__cause__, psycopg.errors.LockNotAvailable)
    assert free is True


def test_every_verb_locks_the_account_first_and_reads_its_lots_next() -> None:
    # given
    order_id = an_occasion()
    give(500, order_id=order_id)
    spend(50, order_id=order_id)
    held, freed = reserve(10), reserve(10)
    verbs: dict[str, Callable[[], object]] = {
        "earn": lambda: give(1),
        "burn": lambda: spend(1),
        "place_hold": lambda: reserve(1),
        "capture": lambda: capture(hold_id=held, points=10, at=NOON, cause=because()),
        "release": lambda: release(hold_id=freed, at=NOON, cause=because()),
        "adjust": lambda: adjust(
            owner=ANNA, unit=BONUS, points=1, at=NOON, principal=SYSTEM, reason="test", natural_key=a_key()
        ),
        "claw_back": lambda: claw_back(
            owner=ANNA, unit=BONUS, points=1, debt=True, at=NOON, cause=because(order_id=order_id), natural_key=a_key()
        ),
        "give_back": lambda: give_back(
            owner=ANNA, unit=BONUS, points=1, renewed_until=NOON + DAY, at=NOON, cause=because(order_id=order_id),
            natural_key=a_key(),
        ),
        "transfer": lambda: transfer(
            source=ANNA, target=BORIS, unit=BONUS, points=1, at=NOON, cause=because(), natural_key=a_key()
        ),
        "expire": lambda: expire(at=NOON + 90 * DAY),
    }  # fmt: skip
    give(1, owner=BORIS)
    give(5, expires_at=NOON + 90 * DAY)
    for name, verb in verbs.items():
        with CaptureQueriesContext(connection) as queries:
            # when
            verb()
        # then: one lock, of accounts; its next statement reads lots, and the last one writes everything
        said = [query["sql"] for query in queries if query["sql"] not in ("BEGIN", "COMMIT")]
        (lock,) = (number for number, sql in enumerate(said) if "for no key update of a" in sql)
        (write,) = (number for number, sql in enumerate(said) if "insert into loyalty_operation" in sql)
        assert "left join loyalty_lot" in said[lock + 1], name
        assert lock + 1 < write == len(said) - 1, name


def test_everything_at_once_leaves_clean_books() -> None:
    # given
    owners = [ANNA, BORIS, Owner.member(3)]
    for owner in owners:
        give(300, owner=owner, expires_at=NOON + 2 * HOUR)
        give(300, owner=owner)

    def live(seed: int) -> Callable[[], object]:
        chance = random.Random(seed)

        def one() -> None:
            owner, other = chance.sample(owners, 2)
            at = NOON + chance.randrange(4) * HOUR
            match chance.randrange(6):
                case 0:
                    give(chance.randrange(1, 50), owner=owner, at=at, expires_at=at + chance.randrange(1, 4) * HOUR)
                case 1:
                    spend(chance.randrange(1, 120), owner=owner, at=at)
                case 2:
                    reserve(chance.randrange(1, 60), owner=owner, at=at, expires_at=NOON + 5 * HOUR)
                case 3:
                    points = chance.randrange(1, 80)
                    transfer(
                        source=owner, target=other, unit=BONUS, points=points, at=at, cause=because(),
                        natural_key=a_key(),
                    )  # fmt: skip
                case 4:
                    spend(chance.randrange(1, 200), owner=owner, at=at, short_to_debt=True)
                case _:
                    run_night(at=at)

        def several() -> None:
            for _ in range(12):
                with suppress(Refusal):
                    one()

        return several

    # when
    results = run_together(*(live(seed) for seed in range(8)))
    # then
    assert [result for result in results if result is not None] == []
    assert clean()


def test_those_who_wait_for_an_account_are_served_in_the_order_they_came(
    owner_connection: psycopg.Connection,
) -> None:
    # given a till that is busy with the account, and six that came one after another
    tills = [f"till:{number}" for number in range(6)]
    give(1)

    with ThreadPoolExecutor(max_workers=len(tills)) as pool, transaction.atomic():
        lock_books([(ANNA, BONUS)], at=NOON)
        for number, key in enumerate(tills, start=1):
            beside(pool, partial(give, 1, key=key))
            wait_for_waiting(owner_connection, number)
        # when the busy one has done
    # then each had its turn
    served = Operation.objects.filter(natural_key__in=tills).order_by("id")
    assert list(served.values_list("natural_key", flat=True)) == tills
