"""The audit of `make chaos` is worth nothing unless it sees what is lost, doubled or half done."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from loyalty.clock import now
from loyalty.events.kinds import MEMBER_JOINED
from loyalty.events.models import Delivery, Event
from loyalty.jobs.models import JobRun
from loyalty.ledger.balance import balances
from loyalty.ledger.owner import Owner
from loyalty.shops.models import Shop as ShopRow
from tests.builders import a_cart, an_order
from tests.chaos import shop as chaos_shop
from tests.chaos.audit import audit
from tests.chaos.promises import Promises
from tests.chaos.shop import Shop, member_of, open_shop
from tests.chaos.work import TABLES

Owner_ = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def small(own_database: str, owner_connection: Owner_, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop of one client with one member, and nobody whose points burn."""
    monkeypatch.setattr(chaos_shop, "CLIENTS", 1)
    monkeypatch.setattr(chaos_shop, "OWN", 1)
    monkeypatch.setattr(chaos_shop, "EXPIRING", 0)
    owner_connection.execute(TABLES)
    return open_shop(at=now(), lasts=timedelta(minutes=1))


def _read(path: str) -> dict[str, Any]:
    """What the API says, from the same functions."""
    parts = path.strip("/").split("/")
    if parts[2] == "orders":
        return {"state": "completed"}
    [bonus] = [each for each in balances(owner=Owner.member(int(parts[3])), at=now()) if each.unit == "BONUS"]
    amounts = {"available": bonus.available, "held": bonus.held, "pending": bonus.pending, "debt": bonus.debt}
    return {"balances": [{"unit": "BONUS", **{name: str(points) for name, points in amounts.items()}}]}


def _broken(owner: Owner_, promises: Promises, shop: Shop, open_: tuple[str, ...] = ()) -> dict[str, int]:
    ended = str(now())
    found = audit(owner, promises=promises, open_=open_, shop=shop, read=_read, ended=ended)
    return {each.law: len(each.broken) for each in found if each.broken}


def _sell(shop: Shop) -> Promises:
    """One order of 900 roubles: 45 points, and 100 burnt leave 40."""
    number = shop.own[0][0]
    cart = a_cart(member_of(number), burn=100)
    view = an_order(ShopRow.objects.get(pk=shop.id), cart, number="S-1", at=now())
    promises = Promises()
    [earned] = [each.points for each in view.decision.earn]
    promises.order("S-1", member=number, state="completed", earned=earned, burnt=100)
    _deliver_all()
    return promises


def _deliver_all() -> None:
    """No reaction is registered here: deliveries are made as the relay would leave them."""
    for event in Event.objects.filter(kind__in=("order.completed", "member.joined"), deliveries=None):
        Delivery.objects.create(event=event, reaction="chaos", state="done", next_at=event.at)
        _see(event.pk)


def _see(event_id: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("insert into chaos_seen (event_id) values (%s)", [event_id])


def test_what_was_promised_and_is_there_is_in_order(small: Shop, owner_connection: Owner_) -> None:
    assert _broken(owner_connection, _sell(small), small) == {}


def test_a_lost_order_is_seen(small: Shop, owner_connection: Owner_) -> None:
    promises = _sell(small)
    promises.order("S-2", member=small.own[0][0], state="completed", earned=5, burnt=0)
    assert _broken(owner_connection, promises, small) == {
        "orders acknowledged and lost": 1,
        "balances are the sum of what was said": 1,
    }


def test_points_that_moved_otherwise_are_seen(small: Shop, owner_connection: Owner_) -> None:
    promises = _sell(small)
    state, earned, burnt = promises.orders["S-1"]
    promises.orders["S-1"] = (state, earned, burnt + 1)
    assert _broken(owner_connection, promises, small) == {"orders earned and burnt once, as said": 1}


def test_an_order_nobody_was_told_of_is_seen_unless_its_request_is_open(small: Shop, owner_connection: Owner_) -> None:
    promises = _sell(small)
    promises.orders.clear()
    promises.points.clear()
    assert "orders nobody was told of" in _broken(owner_connection, promises, small)
    assert _broken(owner_connection, promises, small, ("POST /api/v1/orders S-1",)) == {}


@pytest.mark.parametrize("seen", [0, 2])
def test_an_event_reacted_to_twice_or_never_is_seen(small: Shop, owner_connection: Owner_, seen: int) -> None:
    promises = _sell(small)
    event = Event.objects.create(kind=MEMBER_JOINED, at=now())
    Delivery.objects.create(event=event, reaction="chaos", state="done", next_at=now())
    for _ in range(seen):
        _see(event.pk)
    assert _broken(owner_connection, promises, small) == {"events delivered once or parked": 1}


def test_a_delivery_that_is_still_due_or_missing_is_seen(small: Shop, owner_connection: Owner_) -> None:
    promises = _sell(small)
    Event.objects.create(kind=MEMBER_JOINED, at=now())
    due = Event.objects.create(kind=MEMBER_JOINED, at=now())
    Delivery.objects.create(event=due, reaction="chaos", next_at=now())
    assert _broken(owner_connection, promises, small) == {"events delivered once or parked": 2}


def test_lost_returns_events_adjustments_and_members_are_seen(small: Shop, owner_connection: Owner_) -> None:
    promises = _sell(small)
    promises.back("R-1", member=small.own[0][0], given=0, taken=0)
    promises.events["E-1"] = "shop.visit"
    promises.adjusted.add("A-1")
    promises.cards["22"] = 999
    assert _broken(owner_connection, promises, small) == {
        "returns once each": 1,
        "events of shops once each": 1,
        "adjustments once each": 1,
        "members enrolled once": 1,
    }


def test_a_period_begun_and_not_finished_is_seen(small: Shop, owner_connection: Owner_) -> None:
    promises = _sell(small)
    JobRun.objects.create(job="night", period_key="x", started_at=now(), lease_until=now())
    assert _broken(owner_connection, promises, small) == {"periods of jobs finished": 1}
