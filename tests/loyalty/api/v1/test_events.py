from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from loyalty.events.models import Event
from tests.cast import ANNA_CARD, Cast
from tests.loyalty.api.till import Till

EVENT: dict[str, Any] = {
    "id": "e-1",
    "type": "review.left",
    "member": {"kind": "card", "value": ANNA_CARD},
    "occurred_at": "2026-11-20T10:00:00+03:00",
    "attributes": {"stars": 5, "sku": "A-1", "verified": True},
}


def told() -> QuerySet[Event]:
    """What shops have told, without what the programme recorded itself."""
    return Event.objects.exclude(external_id="")


def test_an_event_is_stored_once_per_shop(cast: Cast) -> None:
    # when
    first = Till(cast.key).post("events", EVENT)
    again = Till(cast.key).post("events", {**EVENT, "attributes": {}})
    of_another_shop = Till(cast.other_key).post("events", EVENT)

    # then
    assert [answer.status for answer in (first, again, of_another_shop)] == [202, 202, 202]
    assert first.json == {"id": "e-1"}
    event = told().get(shop=cast.lesnaya)
    assert (event.kind, event.member_id, event.external_id) == ("shop.review.left", cast.anna, "e-1")
    assert event.payload == {"stars": 5, "sku": "A-1", "verified": True}
    assert event.at == datetime(2026, 11, 20, 7, tzinfo=UTC)
    assert told().count() == 2


def test_a_shop_cannot_speak_for_the_programme(cast: Cast) -> None:
    Till(cast.key).post("events", {**EVENT, "type": "order.completed"})

    assert told().get().kind == "shop.order.completed"


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"type": "Review"}, 400, "invalid_value", "type"),
        ({"type": "review..left"}, 400, "invalid_value", "type"),
        ({"type": "отзыв"}, 400, "invalid_value", "type"),
        ({"type": "x" * 59}, 400, "invalid_value", "type"),
        ({"id": ""}, 400, "invalid_value", "id"),
        ({"occurred_at": "2026-11-20"}, 400, "invalid_value", "occurred_at"),
        ({"occurred_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}, 400, "invalid_value", "occurred_at"),
        ({"attributes": {"stars": 4.5}}, 400, "invalid_value", "attributes"),
        ({"attributes": {"stars": 10**16}}, 400, "invalid_value", "attributes"),
        ({"attributes": {"stars": None}}, 400, "invalid_value", "attributes"),
        ({"attributes": {"stars": {"of": 5}}}, 400, "invalid_value", "attributes"),
        ({"attributes": {str(number): 1 for number in range(31)}}, 400, "invalid_value", "attributes"),
        ({"member": {"kind": "card", "value": "0000000000"}}, 422, "member_not_found", "member"),
    ],
)
def test_what_an_event_may_be(cast: Cast, changes: dict[str, Any], status: int, code: str, field: str) -> None:
    answer = Till(cast.key).post("events", {**EVENT, **changes})

    assert (answer.status, answer.json["code"], answer.json["field"]) == (status, code, field)
    assert not told().exists()


def test_an_event_may_be_about_nobody(cast: Cast) -> None:
    answer = Till(cast.key).post("events", {**EVENT, "member": None})

    assert answer.status == 202
    assert told().get().member_id is None
