"""Each event reaches each of its reactions once, in the order of its member, or ends where people see it."""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from loyalty import clock
from loyalty.events.claims import LEASE, claim_due
from loyalty.events.kinds import MEMBER_BLOCKED
from loyalty.events.models import Delivery, Event
from loyalty.events.react import Happened
from loyalty.events.record import record
from loyalty.events.relay import ATTEMPTS, PAUSES, relay
from tests.builders import NOON, a_member
from tests.fakes.reactions import reacting
from tests.loyalty.ledger.points import bonus, give
from tests.together import run_together

pytestmark = pytest.mark.usefixtures("own_database")
SECOND = timedelta(seconds=1)


class Broken(Exception):
    """Its words may hold somebody's phone."""


@pytest.fixture
def gift() -> Iterator[None]:
    """A point for every member blocked, under the event's own natural key."""

    def react(event: Happened, at: datetime) -> None:
        give(1, at=at, key=f"gift:{event.id}")

    with reacting("gift", react, MEMBER_BLOCKED):
        yield


def happen(member_id: int | None = None) -> int:
    """Something happened; the id of the event."""
    record(kind=MEMBER_BLOCKED, at=NOON, member_id=member_id)
    return Event.objects.filter(kind=MEMBER_BLOCKED).order_by("-pk").values_list("pk", flat=True)[0]


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def drain() -> int:
    """Relay until nothing is due; how many were done."""
    done = 0
    while (batch := relay(at=clock.now())).claimed:
        done += batch.done
    return done


def test_what_is_delivered_is_not_delivered_again(gift: None) -> None:
    happen()
    assert (drain(), drain()) == (1, 0)
    assert bonus(at=clock.now()).available == 1
    assert states() == ["done"]


def test_relays_at_once_deliver_each_event_once(gift: None) -> None:
    # given
    for _number in range(120):
        happen()
    # when
    done = run_together(drain, drain, drain, drain)
    # then
    assert sum(done) == 120
    assert Counter(states()) == {"done": 120}
    assert bonus(at=clock.now()).available == 120


def test_an_event_committed_late_is_not_passed_over(gift: None) -> None:
    # given a transaction that has taken its id and is still open while later ones commit and are delivered
    recorded, let_go = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            record(kind=MEMBER_BLOCKED, at=NOON)
            recorded.set()
            assert let_go.wait(timeout=30)

    def soon() -> int:
        assert recorded.wait(timeout=30)
        happen()
        done = drain()
        let_go.set()
        return done

    assert run_together(late, soon) == [None, 1]
    # when
    done = drain()
    # then
    assert done == 1
    assert states() == ["done", "done"]


def test_a_failure_undoes_the_reaction_and_is_tried_again_until_it_is_parked() -> None:
    # given
    def give_and_break(event: Happened, at: datetime) -> None:
        give(1, at=at)
        raise Broken("+79123456734")

    with reacting("gift", give_and_break, MEMBER_BLOCKED):
        happen()
        at = clock.now()
        # when
        for pause in PAUSES:
            assert relay(at=at).failed == 1
            waiting = Delivery.objects.get()
            # then: not before its pause, and at most a tenth later
            assert pause <= waiting.next_at - at <= pause * 1.1
            assert relay(at=at + pause - SECOND).claimed == 0
            assert waiting.error_class == "Broken"
            at = waiting.next_at
        assert relay(at=at).failed == 1
        parked = Delivery.objects.get()
        assert (parked.state, parked.attempt, parked.ended_at) == ("parked", ATTEMPTS, at)
        assert relay(at=at + timedelta(days=30)).claimed == 0
    assert bonus(at=at).available == 0


def test_one_that_fails_does_not_hold_the_others() -> None:
    # given
    seen: list[int] = []

    def react(event: Happened, at: datetime) -> None:
        if event.id == first:
            raise Broken
        seen.append(event.id)

    with reacting("see", react, MEMBER_BLOCKED):
        first, second = happen(a_member()), happen(a_member())
        # when
        batch = relay(at=clock.now())
    # then
    assert (batch.claimed, batch.done, batch.failed) == (2, 1, 1)
    assert seen == [second]


def test_events_of_a_member_come_in_their_order_until_the_one_in_front_is_parked() -> None:
    # given Anna's first event, which cannot be delivered, her second, and Boris's
    anna, boris = a_member(), a_member()
    seen: list[int] = []

    def react(event: Happened, at: datetime) -> None:
        if event.id == first:
            raise Broken
        seen.append(event.id)

    with reacting("see", react, MEMBER_BLOCKED):
        first, second, of_boris = happen(anna), happen(anna), happen(boris)
        # when
        drain()
        # then
        assert seen == [of_boris]
        # when the first is parked
        Delivery.objects.filter(event=first).update(attempt=ATTEMPTS - 1, next_at=clock.now())
        drain()
    assert seen == [of_boris, second]


def test_many_relays_keep_the_order_of_each_member() -> None:
    # given
    members = [a_member() for _number in range(3)]
    seen: dict[int, list[int]] = {member: [] for member in members}

    def react(event: Happened, at: datetime) -> None:
        assert event.member_id is not None
        seen[event.member_id].append(event.id)

    with reacting("see", react, MEMBER_BLOCKED):
        told: dict[int, list[int]] = {member: [] for member in members}
        for _number in range(10):
            for member in members:
                told[member].append(happen(member))
        # when: a relay that finds everything claimed by others ends, so the last of them may be left
        run_together(drain, drain, drain)
        drain()
    # then
    assert seen == told


def test_a_relay_that_died_is_followed_by_another_when_its_lease_has_passed(gift: None) -> None:
    # given
    happen()
    at = clock.now()
    assert len(claim_due(at=at)) == 1  # and it is never heard of again
    # when
    early = relay(at=at + LEASE - SECOND)
    late = relay(at=at + LEASE)
    # then
    assert (early.claimed, late.done) == (0, 1)
    assert bonus(at=at + LEASE).available == 1


def test_a_relay_thought_dead_does_nothing_when_it_wakes(gift: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a claim whose lease passes before its holder comes to run it
    happen()
    at = clock.now()
    asleep = claim_due(at=at)
    assert relay(at=at + LEASE).done == 1
    # when
    monkeypatch.setattr("loyalty.events.relay.claim_due", lambda *, at: asleep)
    awake = relay(at=at + LEASE)
    # then
    assert (awake.claimed, awake.done, awake.failed) == (1, 0, 0)
    assert bonus(at=at + LEASE).available == 1


def test_a_reaction_that_outlives_its_lease_is_not_run_beside_itself() -> None:
    # given
    begun, let_go = threading.Event(), threading.Event()
    runs = []

    def slow(event: Happened, at: datetime) -> None:
        runs.append(event.id)
        begun.set()
        assert let_go.wait(timeout=30)

    def impatient() -> int:
        assert begun.wait(timeout=30)
        claimed = relay(at=clock.now() + 10 * LEASE).claimed
        let_go.set()
        return claimed

    with reacting("slow", slow, MEMBER_BLOCKED):
        event = happen()
        # when
        done, claimed = run_together(lambda: relay(at=clock.now()).done, impatient)
    # then
    assert (done, claimed, runs) == (1, 0, [event])
    assert states() == ["done"]


def test_a_reaction_that_kills_its_relay_every_time_is_parked(gift: None) -> None:
    # given
    happen()
    at = clock.now()
    for _death in range(ATTEMPTS):
        assert len(claim_due(at=at)) == 1
        at += LEASE
    # when
    relay(at=at)
    # then
    parked = Delivery.objects.get()
    assert (parked.state, parked.error_class) == ("parked", "WorkerLost")
    assert bonus(at=at).available == 0


def test_a_reaction_that_is_gone_from_the_code_is_tried_again(gift: None) -> None:
    happen()
    Delivery.objects.update(reaction="gone")
    assert relay(at=clock.now()).failed == 1
    assert Delivery.objects.values_list("state", "error_class").get() == ("due", "KeyError")


def test_the_app_role_cannot_delete_a_delivery(gift: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege('loyalty_delivery', 'update, select, insert')")
        assert cursor.fetchone() == (True,)
        cursor.execute("select has_table_privilege('loyalty_delivery', 'delete')")
        assert cursor.fetchone() == (False,)
