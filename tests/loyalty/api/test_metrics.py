"""Prometheus reads numbers, with the token only, and never a person."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from loyalty.clock import now
from loyalty.events.models import Delivery, Event
from loyalty.instance.models import Confirmation
from loyalty.jobs.models import JobRun
from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.freeze import freeze
from loyalty.ledger.models import Account
from tests.builders import NOON, a_cart, an_order, some_points
from tests.cast import ANNA_PHONE, Cast
from tests.loyalty.api.till import Till

TOKEN = {"Authorization": f"Bearer {settings.MONITORING_TOKEN}"}


def _read() -> str:
    answer = Client().get("/metrics", headers=TOKEN)
    assert answer.status_code == 200
    return answer.content.decode()


def _number(text: str, name: str) -> float | None:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else None


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer wrong", "Api-Key x"])
def test_without_the_token_there_is_nothing(db: None, shown: str) -> None:
    assert Client().get("/metrics", headers={"Authorization": shown}).status_code == 404


def test_where_no_token_is_set_nobody_reads(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MONITORING_TOKEN", "")
    for shown in ("", "Bearer ", "Bearer a token of the tests"):
        assert Client().get("/metrics", headers={"Authorization": shown}).status_code == 404


def test_requests_are_counted_by_route_and_refusals_by_code(cast: Cast) -> None:
    route = f'loyalty_request_seconds_count{{method="POST",route="{_route()}",status="404"}}'
    refusal = 'loyalty_refusals_total{code="not_found"}'
    before = _read()
    Till(cast.key).post("members/lookup", {"identity": {"kind": "phone", "value": "+79990000000"}})
    after = _read()
    assert (_number(after, route) or 0) - (_number(before, route) or 0) == 1
    assert (_number(after, refusal) or 0) - (_number(before, refusal) or 0) == 1
    assert "79990000000" not in after
    assert ANNA_PHONE not in after


def test_the_database_tells_what_waits(cast: Cast) -> None:
    # given a placed order that holds points, a delivery that is due and one that was given up
    some_points(cast.anna, 500)
    an_order(cast.lesnaya, a_cart(cast.anna, burn=300), state="placed")
    event = Event.objects.latest("pk")
    for number, state in enumerate(("due", "parked")):
        Delivery.objects.create(event=event, reaction=f"r{number}", state=state, next_at=NOON)

    text = _read()

    assert _number(text, "loyalty_holds_open") == 1
    assert _number(text, "loyalty_deliveries_due") == 1
    assert _number(text, "loyalty_deliveries_parked") == 1
    assert (_number(text, "loyalty_deliveries_oldest_due_seconds") or 0) != 0


def test_an_account_that_is_frozen_and_jobs_that_are_late_are_told(cast: Cast) -> None:
    # given nothing is frozen, and no job has run in the year since the database was confirmed
    some_points(cast.anna, 500)
    Confirmation.objects.create(mark="x", by="tests", reason="tests", at=now() - timedelta(days=365))
    assert _number(_read(), "loyalty_accounts_frozen") == 0
    # when
    account = Account.objects.get(owner_kind="member", owner_id=cast.anna)
    freeze(account_id=account.pk, principal=SYSTEM, reason="proof", at=NOON)
    JobRun.objects.create(job="night", period_key="2099-01-01", started_at=now(), finished_at=now(), lease_until=now())
    # then
    text = _read()
    assert _number(text, "loyalty_accounts_frozen") == 1
    assert _number(text, 'loyalty_job_late{job="prove"}') == 1
    assert _number(text, 'loyalty_job_late{job="night"}') == 0


def test_any_word_may_be_a_method_but_not_a_label(db: None) -> None:
    Client().generic("EVIL", "/health/live")
    assert "EVIL" not in _read()


def _route() -> str:
    return "api/v1/members/lookup"
