"""How many claims a second one budget takes while each holds its row for 5 ms, whole and split."""

import threading
import time

from django.db import connection, connections, transaction

_HELD = 0.005
_CLIENTS = 16


def claims_per_second(*, shards: int, seconds: float) -> float:
    """Of 16 clients that take from one budget of bench-forty-off. In a process with Django set up."""
    from campaigns.campaign.claim import claim
    from campaigns.campaign.uses import Use
    from loyalty.clock import now

    use = Use(campaign="bench-forty-off", version=1, budget=224, scope_key="", period_key=f"bench {shards}", amount=1,
              cap=10**12, shards=shards)  # fmt: skip
    done, until = [0] * _CLIENTS, time.monotonic() + seconds

    def client(number: int) -> None:
        while time.monotonic() < until:
            with transaction.atomic(), connection.cursor() as cursor:
                claim(uses=[use], order_id=number + 1, at=now())
                cursor.execute("select pg_sleep(%s)", [_HELD])
            done[number] += 1
        connections.close_all()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(_CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return round(sum(done) / seconds, 1)
