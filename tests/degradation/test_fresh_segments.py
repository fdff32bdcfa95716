"""A member's segments follow an order through the real Beat, broker and worker, as fast as the schedule says."""

import time
from pathlib import Path

from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from config import commands
from config.embedded import start_valkey
from config.processes import spawn, stop
from tests.builders import a_cart, a_member, a_shop, an_order
from tests.degradation.conftest import VALKEY_PORTS
from tests.segments.making import filled, inside
from tests.served import ROOT, environment_of

PATIENCE = 60  # seconds: how long it takes is measured by `make bench`, a busy machine must not fail this


def test_an_order_moves_its_member_without_anybody_asking(own_database: str, tmp_path: Path) -> None:
    # given a segment of buyers, a schedule that looks every second, Beat and a worker
    shop, anna = a_shop(), a_member()
    filled("buyers", {"orders": {"days": 30, "at_least": 1}})
    relay = PeriodicTask.objects.get(name="loyalty.relay")
    assert relay.interval is not None
    assert (relay.interval.every, relay.interval.period) == (1, "seconds")
    PeriodicTask.objects.exclude(pk=relay.pk).update(enabled=False)
    valkey = start_valkey(tmp_path / "valkey", ports=VALKEY_PORTS)
    environment = {**environment_of(own_database), "REDIS_URL": valkey.url(), "DATABASE_PROFILE": "jobs"}
    started = [
        spawn(argv, cwd=ROOT, env=environment, log=tmp_path / "log") for argv in (commands.worker(), commands.beat())
    ]
    try:
        # when
        an_order(shop, a_cart(anna), at=timezone.now())
        until = time.monotonic() + PATIENCE
        while not inside("buyers") and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        for process in started:
            stop(process)
        valkey.stop()

    # then
    assert inside("buyers") == {anna}, (tmp_path / "log").read_text()[-2_000:]
