"""P10: memory of a web worker that has been working."""

from tests.bench import carts
from tests.bench.client import load
from tests.bench.people import Shop
from tests.bench.result import Result
from tests.bench.servers import Servers
from tests.bench.sizes import CLIENTS, MEMBERS, SECONDS

_MOST_MB = 150
THOUSAND = 1_000


def measure_memory(servers: Servers, shop: Shop) -> Result:
    """Resident size of the larger worker after quotes and orders; the run's other loads came before."""
    from tests.bench.campaigns import publish_many

    publish_many(THOUSAND)
    sent = 0
    for requests in (
        carts.quotes(shop.key, members=MEMBERS),
        carts.orders(shop.key, members=MEMBERS, clients=CLIENTS),
    ):
        sent += len(load(port=servers.port, clients=CLIENTS, seconds=SECONDS, requests=requests).seconds)
    sizes = [worker.memory_info().rss / 2**20 for worker in servers.workers()]
    return Result(
        what=f"resident memory of a web worker after load, {THOUSAND} campaigns",
        value=round(max(sizes), 1),
        unit="MB",
        reference="none",
        ratio=None,
        goal=f"≤ {_MOST_MB} MB",
        met=max(sizes) <= _MOST_MB,
        n=sent,
        notes=(f"processes of the web server: {', '.join(f'{size:.0f} MB' for size in sorted(sizes))}",),
    )
