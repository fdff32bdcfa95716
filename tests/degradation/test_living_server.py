"""A real web server whose Valkey is killed, then frozen, and that never had a worker: sales go on, and nothing they
caused is lost."""

import json
import urllib.request
from typing import Any

import pytest

from loyalty.clock import now
from loyalty.events.models import Delivery
from loyalty.jobs.signs import signs
from tests.builders import some_points
from tests.cast import ANNA_PHONE, Cast, enter_cast
from tests.degradation.conftest import Installation

_PATIENCE = 30  # far above any answer; a request that waited for Valkey would wait for good


class Shop:
    """Plain HTTP, as a till speaks it."""

    def __init__(self, installation: Installation, cast: Cast) -> None:
        self._url, self._key = installation.url, cast.key
        self._count = 0

    def post(self, path: str, body: Any) -> dict[str, Any]:
        self._count += 1
        headers = {
            "Authorization": f"Api-Key {self._key}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"degraded-{self._count:06d}",
        }
        request = urllib.request.Request(f"{self._url}/api/v1/{path}", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=_PATIENCE) as response:
            answer: dict[str, Any] = json.loads(response.read())
        return answer

    def open(self, path: str) -> int:
        with urllib.request.urlopen(f"{self._url}{path}", timeout=_PATIENCE) as response:
            status: int = response.status
        return status


def _trade(shop: Shop, day: str) -> None:
    """Every step of a purchase; anything but success raises."""
    line = {"line_id": "1", "sku": "COFFEE", "quantity": "2", "price": "450.00"}
    cart = {"member": {"kind": "phone", "value": ANNA_PHONE}, "channel": "pos", "lines": [line]}
    quote = shop.post("quotes", {**cart, "burn": {"mode": "amount", "points": "100"}})
    sold = {**cart, "burn": {"mode": "amount", "points": "100"}, "quote": quote["quote"]}
    shop.post("orders", {"external_id": f"{day}-1", "state": "completed", **sold})
    shop.post("orders", {"external_id": f"{day}-2", "state": "pending", **cart})
    shop.post(f"orders/{day}-2/complete", {})
    shop.post("orders", {"external_id": f"{day}-3", "state": "placed", **cart})
    shop.post(f"orders/{day}-3/cancel", {})
    shop.post(f"orders/{day}-1/returns", {"external_id": f"{day}-R", "lines": [{"line_id": "1", "quantity": "1"}]})
    assert {shop.open(path) for path in ("/sign-in/", "/admin/login/", "/health/live")} == {200}


@pytest.mark.parametrize("trouble", ["killed", "frozen"])
def test_sales_go_on_and_what_they_caused_is_delivered_later(installation: Installation, trouble: str) -> None:
    # given a shop that trades
    cast = enter_cast()
    some_points(cast.anna, 500, at=now())
    shop = Shop(installation, cast)
    _trade(shop, "before")
    # when
    if trouble == "killed":
        installation.kill_valkey()
    else:
        installation.freeze_valkey()
    _trade(shop, trouble)
    # then everything waits in PostgreSQL: three completed or cancelled orders and a return, of either day
    due = Delivery.objects.filter(state="due").count()
    assert due == Delivery.objects.count() >= 8
    # and leaves it without any broker
    installation.manage("dispatch_outbox", "--once")
    installation.manage("run_due")
    assert Delivery.objects.exclude(state="done").count() == 0
    assert signs().worker is not None
