"""The journal names who, from where, what and why; an act is in it exactly when its cause is."""

import pytest
from django.db import transaction
from django.test import RequestFactory

from loyalty.api.kit.address import address_of
from loyalty.audit.actor import Actor, acting
from loyalty.audit.models import AuditEvent
from loyalty.audit.record import record
from loyalty.ledger.cause import Principal


def test_it_tells_who_from_where_what_and_why(db: None) -> None:
    with acting(Actor(ip="203.0.113.7", request_id="abc")):
        record(
            act="blocked", object_kind="member", object_id=17, by=Principal("staff", 3), reason="потеряна карта",
            before={"state": "active"}, after={"state": "blocked"},
        )  # fmt: skip

    event = AuditEvent.objects.latest("pk")
    assert (event.act, event.object_kind, event.object_id) == ("blocked", "member", "17")
    assert (event.principal, event.principal_id, event.reason) == ("staff", 3, "потеряна карта")
    assert (event.ip, event.request_id) == ("203.0.113.7", "abc")
    assert (event.before, event.after) == ({"state": "active"}, {"state": "blocked"})
    assert event.db_role


def test_without_a_door_it_is_the_system(db: None) -> None:
    record(act="exported", object_kind="list", object_name="orders")

    event = AuditEvent.objects.latest("pk")
    assert (event.principal, event.principal_id, event.ip) == ("system", None, None)


def test_an_act_undone_is_not_in_the_journal(db: None) -> None:
    with transaction.atomic():
        record(act="exported", object_kind="list")
        transaction.set_rollback(True)

    assert not AuditEvent.objects.filter(act="exported").exists()


@pytest.mark.parametrize(("act", "object_kind"), [("wondered", "list"), ("exported", "mood")])
def test_only_acts_and_objects_of_the_vocabulary_are_written(db: None, act: str, object_kind: str) -> None:
    with pytest.raises(KeyError):
        record(act=act, object_kind=object_kind)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.1", "192.0.2.1"),  # nobody we trust wrote the header
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),  # what stands further left is the caller's own word
        (2, "6.6.6.6, 198.51.100.1, 192.0.2.8", "198.51.100.1"),
        (1, "", "192.0.2.1"),
        (1, "не адрес", None),
    ],
)
def test_the_address_is_what_our_own_proxies_saw(
    monkeypatch: pytest.MonkeyPatch, proxies: int, forwarded: str, address: str | None
) -> None:
    monkeypatch.setattr("rest_framework.settings.api_settings.NUM_PROXIES", proxies)
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": forwarded})
    assert address_of(request) == address
