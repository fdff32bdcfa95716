"""A purchase, and a reaction to it that runs a moment later: once, or not at all, whatever happens in between."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.management import call_command
from django.db import transaction

from loyalty import clock, tasks
from loyalty.events.claims import LEASE, claim_due
from loyalty.events.kinds import ORDER_COMPLETED
from loyalty.events.models import Delivery
from loyalty.events.react import Happened
from loyalty.events.relay import relay
from loyalty.ledger.adjust import adjust
from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.owner import Owner
from loyalty.ledger.prove import prove
from loyalty.money import BONUS
from tests.builders import a_cart, a_member, a_shop, an_order, bonus
from tests.fakes.reactions import reacting

pytestmark = pytest.mark.usefixtures("own_database")
THANKS = 7


class GatewayDown(Exception):
    pass


@pytest.fixture
def gateway() -> Iterator[dict[str, bool]]:
    """Thanks a member with seven points for every purchase, as long as some gateway answers."""
    state = {"up": True}

    def thank(event: Happened, at: datetime) -> None:
        assert event.member_id is not None
        adjust(
            owner=Owner.member(event.member_id),
            unit=BONUS,
            points=THANKS,
            at=at,
            principal=SYSTEM,
            reason="thanks",
            natural_key=f"thanks:{event.id}",
        )
        if not state["up"]:
            raise GatewayDown

    with reacting("thank", thank, ORDER_COMPLETED):
        yield state


def test_a_purchase_is_thanked_once(gateway: dict[str, bool]) -> None:
    shop, anna = a_shop(), a_member()

    # Anna buys; the till has its answer before anybody thanks her
    an_order(shop, a_cart(anna), number="R-1")
    earned = bonus(anna, at=clock.now()).available + bonus(anna, at=clock.now()).pending
    assert Delivery.objects.get().state == "due"

    # the till repeats the same receipt: it is the same purchase
    an_order(shop, a_cart(anna), number="R-1")
    assert Delivery.objects.count() == 1

    # the gateway is down: nothing of the reaction stays
    gateway["up"] = False
    tasks.relay_events()
    assert Delivery.objects.get().error_class == "GatewayDown"
    assert bonus(anna, at=clock.now()).available + bonus(anna, at=clock.now()).pending == earned

    # the gateway is back, and a worker dies with the delivery in its hands
    gateway["up"] = True
    later = Delivery.objects.get().next_at
    assert len(claim_due(at=later)) == 1

    # a command without any broker takes over when the lease has passed; Celery's worker then finds nothing
    assert relay(at=later).claimed == 0
    assert relay(at=later + LEASE).done == 1
    call_command("dispatch_outbox", "--once")
    tasks.relay_events()
    at = later + LEASE
    assert bonus(anna, at=at).available + bonus(anna, at=at).pending == earned + THANKS
    assert prove(at=at).ok


def test_a_purchase_undone_is_not_thanked(gateway: dict[str, bool]) -> None:
    shop, anna = a_shop(), a_member()
    with transaction.atomic():
        an_order(shop, a_cart(anna))
        transaction.set_rollback(True)
    assert relay(at=clock.now()).claimed == 0
    assert bonus(anna, at=clock.now()).available == 0
