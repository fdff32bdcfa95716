"""P3 and P4: selling over HTTP, against a script in the database and against one account that everybody uses."""

import uuid
from functools import partial
from typing import Any

import msgspec
from django.test import Client

from tests.bench import carts
from tests.bench.client import load
from tests.bench.past import PAST_DATABASE, PAST_LINES
from tests.bench.people import Shop
from tests.bench.pgbench import run_script, write_script
from tests.bench.result import Result, middle, p99
from tests.bench.servers import Servers
from tests.bench.shards import claims_per_second
from tests.bench.sizes import CAMPAIGNS, CLIENTS, MEMBERS, PAST, ROUNDS, SECONDS
from tests.bench.statements import statements

_MOST_STATEMENTS = 15
_HOT_CLIENTS = 16
_PAST_COSTS = 1.2


def measure_orders(servers: Servers, shop: Shop) -> Result:
    write_script(servers, shop, order_id=_sell_one(shop))
    ours = carts.orders(shop.key, members=MEMBERS, clients=CLIENTS)
    load(port=servers.port, clients=CLIENTS, seconds=1, requests=ours)  # warm
    with servers.another_web(PAST_DATABASE) as past_port:
        load(port=past_port, clients=CLIENTS, seconds=1, requests=ours)
        rounds = [
            (
                run_script(servers, clients=CLIENTS, seconds=SECONDS, members=MEMBERS),
                load(port=servers.port, clients=CLIENTS, seconds=SECONDS, requests=ours),
                load(port=past_port, clients=CLIENTS, seconds=SECONDS, requests=ours),
            )
            for _round in range(ROUNDS)
        ]
    ratio = middle([sold.per_second / tps for tps, sold, _past in rounds])
    slower = middle([sold.per_second / past.per_second for _tps, sold, past in rounds])
    whole, split = (claims_per_second(shards=shards, seconds=2) for shards in (1, 8))
    few, many = [_statements(shop, carts.ORDER_LINES * times) for times in (1, 1, 10)][1:]  # the first warms caches
    return Result(
        what=f"POST /orders completed, 10 lines, burns and earns 100 points, many members, {CAMPAIGNS} campaigns",
        value=middle([sold.per_second for _tps, sold, _past in rounds]),
        unit="requests/s",
        reference=f"pgbench script writing the same rows, {middle([tps for tps, _sold, _past in rounds]):g} tps",
        ratio=ratio,
        goal=f"≥ 0.30, ≤ {_MOST_STATEMENTS} statements, not growing, past ≤ {_PAST_COSTS}",
        met=ratio >= 0.30 and few == many <= _MOST_STATEMENTS and slower <= _PAST_COSTS,
        n=sum(len(sold.seconds) for _tps, sold, _past in rounds),
        notes=(
            f"{few} SQL statements at 10 lines, {many} at 100, without BEGIN and COMMIT",
            f"clients took {middle([sold.cpu for _tps, sold, _past in rounds]):g} s of processor a second",
            f"with {PAST} orders of {PAST_LINES} lines in the past an order takes {slower:g} times as long as without",
            f"16 clients take {whole:g} times a second from a budget held for 5 ms, {split:g} from one in 8 rows",
        ),
    )


def measure_hot_account(servers: Servers, shop: Shop) -> Result:
    send = partial(load, port=servers.port, clients=_HOT_CLIENTS, seconds=SECONDS)
    one = carts.orders(shop.key, members=1, clients=_HOT_CLIENTS)
    many = carts.orders(shop.key, members=MEMBERS, clients=_HOT_CLIENTS)
    load(port=servers.port, clients=_HOT_CLIENTS, seconds=1, requests=many)  # warm
    rounds = [(send(requests=many), send(requests=one)) for _round in range(ROUNDS)]
    ratio = middle([hot.per_second / cold.per_second for cold, hot in rounds])
    slowest = round(p99([each for _cold, hot in rounds for each in hot.seconds]) * 1000)
    cold_slowest = round(p99([each for cold, _hot in rounds for each in cold.seconds]) * 1000)
    return Result(
        what=f"the same orders for one account from {_HOT_CLIENTS} clients",
        value=middle([hot.per_second for _cold, hot in rounds]),
        unit="requests/s",
        reference=f"over {MEMBERS} accounts, {middle([cold.per_second for cold, _hot in rounds]):g} requests/s",
        ratio=ratio,
        goal="≥ 0.40, p99 ≤ 500 ms",
        met=ratio >= 0.40 and slowest <= 500,
        n=sum(len(hot.seconds) for _cold, hot in rounds),
        notes=(f"p99 {slowest} ms; over many accounts {cold_slowest} ms",),
    )


def _statements(shop: Shop, lines: int) -> int:
    number = uuid.uuid4().hex
    body = carts.order(carts.FIRST_MEMBER, number, lines=lines)
    return statements(shop, "/api/v1/orders", body, idempotency_key=number)


def _sell_one(shop: Shop) -> int:
    from loyalty.purchase.models import Order

    number = uuid.uuid4().hex
    body: dict[str, Any] = carts.order(carts.FIRST_MEMBER, number)
    till = Client(HTTP_AUTHORIZATION=f"Api-Key {shop.key}")
    response = till.post(
        "/api/v1/orders", msgspec.json.encode(body), content_type="application/json", HTTP_IDEMPOTENCY_KEY=number
    )
    assert response.status_code == 201, response.content
    return Order.objects.values_list("pk", flat=True).get(external_id=number)
