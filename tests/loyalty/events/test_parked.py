"""A parked event is sent again or discarded by people, and both leave an event of their own."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from loyalty import clock
from loyalty.events.discard import discard
from loyalty.events.kinds import MEMBER_BLOCKED
from loyalty.events.models import Delivery, Event
from loyalty.events.parked import DeliveryNotParked
from loyalty.events.react import Happened
from loyalty.events.record import record
from loyalty.events.relay import ATTEMPTS, relay
from loyalty.events.retry import retry
from tests.builders import NOON
from tests.fakes.reactions import reacting

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def mended() -> Iterator[list[int]]:
    """A reaction that has failed for the last time and would succeed now; what it has seen."""
    seen: list[int] = []
    broken = [True]

    def react(event: Happened, at: datetime) -> None:
        if broken:
            raise RuntimeError(broken.pop())
        seen.append(event.id)

    with reacting("see", react, MEMBER_BLOCKED):
        record(kind=MEMBER_BLOCKED, at=NOON)
        Delivery.objects.update(attempt=ATTEMPTS - 1)
        relay(at=clock.now())
        yield seen


def test_a_parked_event_sent_again_is_delivered(mended: list[int]) -> None:
    # given
    parked = Delivery.objects.get(state="parked")
    # when
    retry(delivery_id=parked.pk, by="user:17", at=clock.now())
    relay(at=clock.now())
    # then
    assert mended == [parked.event_id]
    assert Event.objects.get(kind="delivery.retried").payload == {
        "delivery": parked.pk,
        "reaction": "see",
        "by": "user:17",
    }


def test_a_discarded_event_is_never_delivered_and_says_why(mended: list[int]) -> None:
    # given
    parked = Delivery.objects.get(state="parked")
    # when
    discard(delivery_id=parked.pk, reason="the campaign is over", by="user:17", at=clock.now())
    # then
    assert relay(at=clock.now()).claimed == 0
    assert mended == []
    assert Delivery.objects.get().state == "discarded"
    assert Event.objects.get(kind="delivery.discarded").payload["reason"] == "the campaign is over"


def test_what_is_not_parked_is_refused(mended: list[int]) -> None:
    parked = Delivery.objects.get(state="parked")
    retry(delivery_id=parked.pk, by="user:17", at=clock.now())
    with pytest.raises(DeliveryNotParked):
        retry(delivery_id=parked.pk, by="user:17", at=clock.now())
    with pytest.raises(DeliveryNotParked):
        discard(delivery_id=parked.pk, reason="again", by="user:17", at=clock.now())
    assert Event.objects.filter(kind__startswith="delivery.").count() == 1
