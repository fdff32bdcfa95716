from typing import Any

from loyalty.events.models import Event
from loyalty.events.receive import receive
from tests.builders import NOON
from tests.cast import Cast, enter_cast
from tests.together import run_together


def tell(cast: Cast, **changes: Any) -> None:
    told: dict[str, Any] = {
        "shop_id": cast.lesnaya.pk,
        "external_id": "e-1",
        "type_": "review.left",
        "member_id": cast.anna,
        "at": NOON,
        "attributes": {"stars": 5},
    }
    receive(**{**told, **changes})


def test_an_event_is_stored_once_per_shop_and_id(cast: Cast) -> None:
    tell(cast)
    tell(cast, attributes={"stars": 1})
    tell(cast, external_id="e-2")
    tell(cast, shop_id=cast.other_shop.pk)

    stored = Event.objects.exclude(external_id="")
    assert stored.count() == 3
    assert stored.get(shop=cast.lesnaya, external_id="e-1").payload == {"stars": 5}


def test_many_at_once_are_one(own_database: str) -> None:
    cast = enter_cast()

    run_together(*[lambda: tell(cast)] * 8)

    assert Event.objects.exclude(external_id="").count() == 1
