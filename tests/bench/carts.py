"""The carts of a run. An order burns 100 points and earns 100, so an account keeps one lot however long we sell."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from tests.bench.client import http
from tests.bench.people import card

FIRST_MEMBER = 1_000_000
ORDER_LINES, QUOTE_LINES = 10, 20


def cart(member: int, *, lines: int, burn: int = 0) -> dict[str, Any]:
    """Lines of 214 roubles: ten of them less 40 roubles off (campaigns.py) and 100 points earn 5 % of 2 000."""
    body: dict[str, Any] = {
        "member": {"kind": "card", "value": card(member)},
        "channel": "pos",
        "lines": [
            {"line_id": str(n), "sku": f"SKU-{n}", "quantity": "1", "price": "214.00", "category": f"category-{n % 5}"}
            for n in range(1, lines + 1)
        ],
    }
    if burn:
        body["burn"] = {"mode": "amount", "points": str(burn)}
    return body


def order(member: int, number: str, *, lines: int = ORDER_LINES) -> dict[str, Any]:
    return {"external_id": number, "state": "completed", **cart(member, lines=lines, burn=100)}


def quotes(key: str, *, members: int) -> Callable[[int], Iterator[bytes]]:
    """A client's quotes, member after member."""
    return _same(key, "/api/v1/quotes", members)


def nothing(key: str, *, members: int) -> Callable[[int], Iterator[bytes]]:
    """The same bodies for the empty view."""
    return _same(key, "/api/empty", members)


def orders(key: str, *, members: int, clients: int) -> Callable[[int], Iterator[bytes]]:
    """A client's orders, over members of its own; with `members` = 1 all clients sell to one."""

    def of(client: int) -> Iterator[bytes]:
        run = uuid.uuid4().hex[:12]
        mine = [FIRST_MEMBER + n for n in range(members) if members == 1 or n % clients == client]
        for count, member in enumerate(itertools.cycle(mine)):
            number = f"{run}-{count}"
            body = msgspec.json.encode(order(member, number))
            yield http(path="/api/v1/orders", key=key, body=body, idempotency_key=number)

    return of


def _same(key: str, path: str, members: int) -> Callable[[int], Iterator[bytes]]:
    ready = [
        http(path=path, key=key, body=msgspec.json.encode(cart(FIRST_MEMBER + n, lines=QUOTE_LINES)))
        for n in range(min(members, 500))
    ]

    def of(client: int) -> Iterator[bytes]:
        return itertools.cycle(ready[client * 7 % len(ready) :] + ready)

    return of
