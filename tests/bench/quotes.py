"""P2: pricing a cart over HTTP against an empty view."""

from functools import partial

from tests.bench import carts
from tests.bench.client import Load, load
from tests.bench.people import Shop
from tests.bench.result import Result, middle
from tests.bench.servers import Servers
from tests.bench.sizes import CAMPAIGNS, CLIENTS, MEMBERS, ROUNDS, SECONDS
from tests.bench.statements import statements

_MOST_STATEMENTS = 5


def measure_quotes(servers: Servers, shop: Shop) -> Result:
    send = partial(load, port=servers.port, clients=CLIENTS, seconds=SECONDS)
    quotes, nothing = carts.quotes(shop.key, members=MEMBERS), carts.nothing(shop.key, members=MEMBERS)
    load(port=servers.port, clients=CLIENTS, seconds=1, requests=quotes)  # warm
    rounds: list[tuple[Load, Load]] = [(send(requests=nothing), send(requests=quotes)) for _round in range(ROUNDS)]
    ratio = middle([ours.per_second / empty.per_second for empty, ours in rounds])
    _warm, few, many = (
        statements(shop, "/api/v1/quotes", carts.cart(carts.FIRST_MEMBER, lines=lines))
        for lines in (1, carts.QUOTE_LINES, carts.QUOTE_LINES * 10)
    )
    return Result(
        what=f"POST /quotes, 20 lines, member known, {CAMPAIGNS} campaigns",
        value=middle([ours.per_second for _empty, ours in rounds]),
        unit="requests/s",
        reference=f"empty DRF view behind the same key, {middle([e.per_second for e, _ours in rounds]):g} requests/s",
        ratio=ratio,
        goal=f"≥ 0.25, ≤ {_MOST_STATEMENTS} statements, not growing",
        met=ratio >= 0.25 and few == many <= _MOST_STATEMENTS,
        n=sum(len(ours.seconds) for _empty, ours in rounds),
        notes=(
            f"{few} SQL statements at 20 lines, {many} at 200",
            f"clients took {middle([one.cpu for one, _ours in rounds]):g} s of processor a second for the empty view",
            f"clients took {middle([ours.cpu for _empty, ours in rounds]):g} s of processor a second for quotes",
        ),
    )
