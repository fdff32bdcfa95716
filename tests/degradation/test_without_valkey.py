"""Valkey is gone: no request of a till, a member or the staff so much as tries to talk to it."""

import json
from pathlib import Path

import pytest
import redis
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from loyalty.clock import now
from loyalty.members.models import ConsentText
from tests.builders import some_points
from tests.cast import ANNA_PHONE, Cast
from tests.loyalty.api.till import Till

CART = {
    "member": {"kind": "phone", "value": ANNA_PHONE},
    "channel": "pos",
    "lines": [{"line_id": "1", "sku": "COFFEE", "quantity": "2", "price": "450.00"}],
}


def test_the_trap_works(touches: list[str]) -> None:
    with pytest.raises(redis.ConnectionError):
        cache.get("x")
    assert touches


def test_a_till_sells_and_takes_back(cast: Cast, touches: list[str]) -> None:
    some_points(cast.anna, 500, at=now())
    till = Till(cast.key)
    burning = {**CART, "burn": {"mode": "max"}}
    quote = till.post("quotes", burning).json["quote"]
    enrolment = {"identity": {"kind": "phone", "value": "+79001112233"}}
    visit = {"id": "V-1", "type": "visit", "occurred_at": now().isoformat()}
    correction = {"unit": "BONUS", "points": "5", "reason": "test"}
    coffee_back = {"external_id": "RET-1", "lines": [{"line_id": "1", "quantity": "1"}]}
    cast.till.adjustment_points, cast.till.adjustment_points_per_day = 10, 100
    cast.till.save()
    # when
    answers = [
        till.post("orders", {"external_id": "R-1", "state": "completed", **burning, "quote": quote}),
        till.post("orders", {"external_id": "R-2", "state": "pending", **CART}),
        till.post("orders/R-2/complete", {}),
        till.post("orders", {"external_id": "R-3", "state": "placed", **CART}),
        till.post("orders/R-3/cancel", {}),
        till.post("orders/R-1/returns", coffee_back),
        till.post("members", enrolment),
        till.post("members/lookup", {"identity": {"kind": "phone", "value": ANNA_PHONE}}),
        till.post("events", visit),
        till.post(f"members/{cast.anna}/adjustments", correction),
        till.get("orders/R-1"),
        till.get("orders/R-1/explain"),
        till.get(f"members/{cast.anna}/balance"),
        till.get(f"members/{cast.anna}/history"),
    ]
    # then
    refused = [answer.json for answer in answers if answer.status >= 400]
    assert refused == []
    assert touches == []


def test_a_member_signs_in_and_sees_everything(
    cast: Cast, touches: list[str], settings: Settings, tmp_path: Path
) -> None:
    settings.OUTBOX_DIR = tmp_path
    phone = Client()
    # when
    phone.post("/sign-in/", {"value": ANNA_PHONE})
    [message] = map(json.loads, (tmp_path / "messages.jsonl").read_text().splitlines())
    code = next(word for word in message["text"].split() if word.isdigit() and len(word) == 6)
    entered = phone.post("/sign-in/code/", {"code": code})
    # then
    assert (entered.status_code, entered["Location"]) == (302, "/")
    assert [phone.get(path).status_code for path in ("/", "/history/", "/sign-in/")] == [200, 200, 302]
    assert touches == []


def test_staff_sign_in_and_work(cast: Cast, touches: list[str]) -> None:
    cast.owner.set_password("a long enough password")
    cast.owner.save()
    browser = Client()
    # when
    signed_in = browser.post(reverse("admin:login"), {"username": "owner", "password": "a long enough password"})
    # then
    assert signed_in.status_code == 302
    pages = ["index", "proof", "loyalty_member_changelist", "loyalty_order_changelist", "programme"]
    assert {browser.get(reverse(f"admin:{page}")).status_code for page in pages} == {200}
    member = browser.get(reverse("admin:loyalty_member_change", args=[cast.anna]))
    assert member.status_code == 200
    assert ConsentText.objects.exists()
    assert touches == []


def test_a_check_of_the_books_that_cannot_be_sent_is_said(cast: Cast, touches: list[str]) -> None:
    """The one button that needs the broker."""
    browser = Client()
    browser.force_login(cast.owner)
    browser.cookies["language"] = "en"
    # when
    said = browser.post(reverse("admin:proof"), follow=True).content.decode()
    # then
    assert "The background jobs do not answer" in said
    assert touches
