"""Every call takes every kind of nonsense and answers with a problem, never with an error of ours."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from loyalty.api.v1.urls import urlpatterns
from loyalty.certificates.code import opened
from loyalty.certificates.models import Certificate
from loyalty.shops.models import Integration
from tests.builders import some_points
from tests.cast import ANNA_CARD, Cast
from tests.hostile.corpus import BODIES as RAW
from tests.hostile.corpus import HEADERS, NUMBERS, SHAPES, TEXTS
from tests.hostile.sending import PROBLEM, books
from tests.loyalty.api.till import Answer, Till
from tests.loyalty.certificates.selling import a_card, a_certificate

ANNA = {"kind": "card", "value": ANNA_CARD}
CART: dict[str, Any] = {
    "cart_id": "c-981",
    "member": ANNA,
    "channel": "pos",
    "coupons": ["SPRING-7Q2K"],
    "certificates": [],
    "burn": {"mode": "amount", "points": "3"},
    "lines": [
        {
            "line_id": "1",
            "sku": "A-1",
            "quantity": "2",
            "price": "450.00",
            "amount": "900.00",
            "name": "Латте",
            "category": "coffee",
            "brand": "Лесная",
            "attributes": {"size": "L"},
        }
    ],
    "delivery": {"price": "199.00", "kind": "courier"},
    "payment": "card",
    "attributes": {"terminal": "3"},
    "fiscal": True,
}
BODIES: dict[str, dict[str, Any]] = {
    "quotes": {**CART, "at": "2026-11-21T12:00:00+03:00"},
    "orders": {**CART, "external_id": "R-1", "state": "completed", "occurred_at": "2026-11-21T12:00:00+03:00"},
    "orders/batch": {"orders": [{**CART, "external_id": "L-1", "occurred_at": "2026-11-21T12:00:00+03:00"}]},
    "orders/SOLD/returns": {
        "external_id": "RET-1",
        "lines": [{"line_id": "1", "quantity": "0.001"}],
        "delivery": False,
        "shop": "lesnaya",
    },
    "orders/SOLD/complete": {},
    "orders/SOLD/cancel": {},
    "certificates/GIFT/check": {"pin": "0000"},
    "certificates/GIFT/hold": {"pin": "0000", "amount": "0.01", "minutes": 1, "reference": "R-1"},
    "certificates/HELD/capture": {"hold": 1, "amount": "0.01", "reference": "R-1"},
    "certificates/HELD/release": {"hold": 1},
    "certificates/CARD/activate": {"amount": "1000.00", "reference": "R-1"},
    "certificates/GIFT/top-up": {"amount": "0.01", "reference": "R-1"},
    "certificates/GIFT/block": {"reason": "потеряли"},
    "members": {
        "identity": {"kind": "phone", "value": "+79001112233"},
        "first_name": "Глеб",
        "birthday": "1990-02-28",
        "language": "ru",
        "source": "till",
        "consents": [{"kind": "rules", "version": "1", "granted": True}],
    },
    "members/lookup": {"identity": ANNA},
    "members/ANNA/adjustments": {"unit": "BONUS", "points": "1", "reason": "кофе"},
    "members/ANNA/burn-codes": {},
    "events": {
        "id": "e-1",
        "type": "review.left",
        "member": ANNA,
        "occurred_at": "2026-11-21T12:00:00+03:00",
        "attributes": {"stars": 5},
    },
}
# Nothing has to be said there: an empty body is a good one.
ALL_OPTIONAL = ("certificates/GIFT/check", "certificates/CARD/activate", *(path for path in BODIES if not BODIES[path]))


@pytest.fixture
def till(cast: Cast) -> Till:
    some_points(cast.anna, 10**9)
    Integration.objects.update(adjustment_points=10**6, adjustment_points_per_day=10**12)
    a_certificate(cast.lesnaya)
    a_card()
    till = Till(cast.key)
    till.order("SOLD", member=ANNA)
    return till


def address(path: str, cast: Cast) -> str:
    """The path with what it names: Anna, a certificate that can pay (also reserved), a card that waits to be sold."""
    codes = [opened(bytes(row.sealed)) for row in Certificate.objects.order_by("pk")[:2]]
    names = {"ANNA": str(cast.anna), "GIFT": codes[0], "HELD": codes[0], "CARD": codes[1]}
    for name, named in names.items():
        path = path.replace(f"/{name}/", f"/{named}/")
    return path


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a body where something can be put."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        yield from leaves(one, (*path, name))


def with_value(body: dict[str, Any], path: tuple[Any, ...], value: Any) -> bytes:
    changed: Any = copy.deepcopy(body)
    place = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return json.dumps(changed).encode()  # it writes half pairs and NULs as escapes, as a broken till would


def in_words(path: tuple[Any, ...]) -> str:
    """The place as a problem names it: "lines[0].price"."""
    return "".join(f"[{name}]" if isinstance(name, int) else f".{name}" for name in path).removeprefix(".")


def check(answer: Answer, sent: object) -> None:
    assert answer.status < 500, (answer.status, sent)
    if answer.status >= 400:
        assert answer.headers["Content-Type"] == PROBLEM, sent
        assert answer.json["code"], sent
        assert answer.json["status"] == answer.status, sent


def check_field(answer: Answer, place: str) -> None:
    """What is wrong in itself is refused by the name of its place, or of what is inside it or around it."""
    if answer.status in (400, 413):
        field = answer.json.get("field", "")
        assert field, (answer.json, place)
        assert field.startswith(place) or place.startswith(field), (answer.json, place)


def test_every_call_that_takes_a_body_is_here() -> None:
    calls = [pattern for pattern in urlpatterns if hasattr(getattr(pattern.callback, "cls", None), "post")]

    assert len(calls) == len(BODIES)


@pytest.mark.parametrize("path", BODIES)
def test_the_bodies_below_are_good(till: Till, cast: Cast, path: str) -> None:
    answer = till.post(address(path, cast), BODIES[path])

    assert answer.status < 400 or answer.json["code"] in ("order_completed", "hold_not_found"), answer.bytes


@pytest.mark.parametrize("path", BODIES)
def test_nonsense_in_every_field(till: Till, cast: Cast, path: str) -> None:
    url = address(path, cast)
    step = 3 if path == "orders/batch" else 1  # a batch reads its orders as `orders` does
    for turn, place in enumerate(leaves(BODIES[path])):
        before = books()
        for value in [*NUMBERS, *TEXTS, *SHAPES][turn % step :: step]:
            answer = till.post(url, with_value(BODIES[path], place, value))
            check(answer, (place, ascii(value)[:50]))
            check_field(answer, in_words(place))
            if answer.status == 400:
                assert books() == before, (place, ascii(value)[:50])
            else:
                before = books()


@pytest.mark.parametrize("path", BODIES)
def test_a_field_nobody_asked_for(till: Till, cast: Cast, path: str) -> None:
    url, before = address(path, cast), books()
    for name in ["\0", "\udfff", "__proto__", "x" * 5_000, "", "LINES", "line_id\u200b"]:
        answer = till.post(url, json.dumps({**BODIES[path], name: 1}).encode())
        assert (answer.status, answer.json["code"] in ("unknown_field", "invalid_value")) == (400, True), ascii(name)
    assert books() == before


@pytest.mark.parametrize("path", BODIES)
def test_nonsense_instead_of_a_body(till: Till, cast: Cast, path: str) -> None:
    url = address(path, cast)
    for name, raw in RAW.items():
        before = books()
        answer = till.post(url, raw)
        check(answer, name)
        if raw or path not in ALL_OPTIONAL:
            assert (answer.status >= 400, books()) == (True, before), name


@pytest.mark.parametrize("path", BODIES)
def test_nonsense_in_headers(till: Till, cast: Cast, path: str) -> None:
    url, body = f"/api/v1/{address(path, cast)}", json.dumps(BODIES[path]).encode()
    more = {"Transfer-Encoding": ["chunked"], "Content-Length": ["-1", "x", "9" * 5_000]}
    for header, values in {**HEADERS, **more}.items():
        name = header.upper().replace("-", "_")
        name = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        for value in values:
            if header == "Content-Type" and "charset" in value:
                continue  # of another class of requests: test_requests.py
            sent = {"content_type": "application/json", "HTTP_IDEMPOTENCY_KEY": "key-of-nonsense", name: value}
            if name == "CONTENT_TYPE":
                sent["content_type"] = sent.pop(name)
            check(Answer(till.http.generic("POST", url, body, **sent)), (header, value[:50]))  # type: ignore[arg-type]
