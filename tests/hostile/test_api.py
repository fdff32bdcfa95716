"""Every call takes every kind of nonsense and answers with a problem, never with an error of ours."""

import copy
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from loyalty.shops.models import Integration
from tests.builders import some_points
from tests.cast import ANNA_CARD, Cast
from tests.loyalty.api.till import Answer, Till

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
NUMBERS: list[Any] = [
    -1, 0, 1.5, 10**30, "-1", "-0", "NaN", "Infinity", "1e400", "1" + "0" * 30, "9" * 5_000, "1_000", "١٢", "", "0x1",
    "999999999.99", "99999999999999.999",
]  # fmt: skip
TEXTS: list[Any] = [
    "\u202eтовар", "x" * 70_000, '=HYPERLINK("http://x")', "<script>alert(1)</script>", "{{7*7}}", "'; drop table x",
    "\x7f", "\r\nSet-Cookie: a=b", "👩‍👩‍👧‍👧" * 40, " ",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-14:00",
]  # fmt: skip
OTHERS: list[Any] = [None, True, [], {}, [[]], {"a": {"b": {}}}, ["x"] * 3]
RAW = [
    b"", b"{", b"null", b"[]", b"\xff\xfe\xfd", b'{"a":1,"a":2}', b"[" * 100_000, b'{"a":' * 100_000, b'{"x": NaN}',
    b'{"x": 1e400}', b'{"x": "\\u0000"}', b'{"x": "\\ud800"}', b'{"\\u0000": 1}', b'{"x": ' + b"9" * 5_000 + b"}",
    b" " * 1_048_577,
]  # fmt: skip


@pytest.fixture
def till(cast: Cast) -> Till:
    some_points(cast.anna, 10**9)
    Integration.objects.update(adjustment_points=10**6, adjustment_points_per_day=10**12)
    till = Till(cast.key)
    till.order("SOLD", member=ANNA)
    return till


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
    return msgspec.json.encode(changed)


def check(answer: Answer, sent: object) -> None:
    assert answer.status < 500, (answer.status, sent)
    if answer.status >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json; charset=utf-8", sent
        assert answer.json["code"], sent
        assert answer.json["status"] == answer.status, sent


@pytest.mark.parametrize("path", BODIES)
def test_the_bodies_below_are_good(till: Till, cast: Cast, path: str) -> None:
    answer = till.post(path.replace("ANNA", str(cast.anna)), BODIES[path])

    assert answer.status < 400 or answer.json["code"] == "order_completed", answer.bytes


@pytest.mark.parametrize("path", BODIES)
def test_nonsense_in_every_field(till: Till, cast: Cast, path: str) -> None:
    url = path.replace("ANNA", str(cast.anna))
    for place in leaves(BODIES[path]):
        for value in [*NUMBERS, *TEXTS, *OTHERS]:
            sent = with_value(BODIES[path], place, value)
            check(till.post(url, sent), (place, str(value)[:50]))


@pytest.mark.parametrize("path", BODIES)
def test_nonsense_instead_of_a_body(till: Till, cast: Cast, path: str) -> None:
    url = path.replace("ANNA", str(cast.anna))
    for raw in RAW:
        check(till.post(url, raw), raw[:50])


@pytest.mark.parametrize("path", BODIES)
def test_nonsense_in_headers(till: Till, cast: Cast, path: str) -> None:
    url, body = f"/api/v1/{path.replace('ANNA', str(cast.anna))}", msgspec.json.encode(BODIES[path])
    for header, values in {
        "content_type": ["", "x", "application/json; charset=\xff", "multipart/form-data", "application/json;;;"],
        "HTTP_IDEMPOTENCY_KEY": ["", "\x00" * 10, "x" * 5_000, "=HYPERLINK()", "ключ-ключ-ключ"],
        "HTTP_ACCEPT_LANGUAGE": ["x" * 5_000, "ru;q=nonsense", "\xff", "*"],
        "HTTP_ACCEPT": ["nonsense", "application/xml;q=x"],
        "HTTP_X_FORWARDED_FOR": ["<script>"],
        "HTTP_TRANSFER_ENCODING": ["chunked"],
        "CONTENT_LENGTH": ["-1", "x"],
    }.items():
        for value in values:
            sent = {"content_type": "application/json", "HTTP_IDEMPOTENCY_KEY": "key-of-nonsense", header: value}
            check(Answer(till.http.generic("POST", url, body, **sent)), (header, value[:50]))  # type: ignore[arg-type]
