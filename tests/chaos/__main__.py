"""`make chaos`: kill -9 of everything, three times each, under load; then an audit of what was promised.

KILLS (3) is how often each of the five is killed, FREEZE (20) for how many seconds Valkey is stopped, SEED repeats the
plan of a run, KEEP leaves its folder with the logs.
Exit code 1: something was lost, done twice, or never came back.
"""

import os
import sys
import time
from datetime import timedelta
from typing import Any

import psycopg

from tests.chaos.audit import Finding, audit, proved
from tests.chaos.client import Deadline, Till
from tests.chaos.kills import Killer, in_thread
from tests.chaos.load import Load, start_load
from tests.chaos.report import as_fast_without_valkey, report
from tests.chaos.servers import Servers, servers

_CALM = 12.0
_TO_ANSWER = 60.0  # for requests that are open when the load ends
_TO_SETTLE = 150.0  # for leases of the killed to pass and the queue to empty


def main() -> None:
    started = time.monotonic()
    kills, freeze = int(os.environ.get("KILLS") or 3), float(os.environ.get("FREEZE") or 20)
    seed = int(os.environ.get("SEED") or time.time())
    print(f"SEED={seed}", flush=True)
    with servers() as running:
        from loyalty.clock import now
        from tests.chaos.shop import open_shop
        from tests.chaos.work import hurry_schedule

        hurry_schedule()
        shop = open_shop(at=now(), lasts=timedelta(seconds=_CALM + 60 * kills))
        from django.db import connections

        connections.close_all()
        killer = Killer(running, times=kills, freeze=freeze, seed=seed)
        load = start_load(port=running.port, shop=shop, seed=seed)
        thread = in_thread(lambda: killer.work(calm=_CALM))
        running.supervisor.watch(replaced=lambda: None, every=0.2, until=lambda: not thread.is_alive())
        print("  the load ends", flush=True)
        ender = in_thread(lambda: load.end(within=_TO_ANSWER))
        running.supervisor.watch(replaced=lambda: None, every=0.2, until=lambda: not ender.is_alive())
        ended = _settle(running)
        till = Till(port=running.port, key=shop.keys[0], log=load.log, deadline=Deadline(at=time.monotonic() + 60))

        def read(path: str) -> Any:
            return till.get(path).json

        with running.owner() as owner:
            findings = audit(owner, promises=load.promises, open_=load.log.open, shop=shop, read=read, ended=ended)
        findings += [
            _carried_out(killer),
            _answered(load),
            _replayed(load),
            _as_expected(load),
            as_fast_without_valkey(kills=killer.kills, sent=load.log.sent, calm=killer.calm),
            proved(running.manage("prove", "--json").stdout),
        ]
        ok = report(kills=killer.kills, sent=load.log.sent, calm=killer.calm, findings=findings)
    print(f"{time.monotonic() - started:.0f} s", file=sys.stderr)
    sys.exit(not ok)


def _settle(running: Servers) -> str:
    """Until every delivery has ended and every period begun by now is finished, or patience has; that instant."""
    deadline = time.monotonic() + _TO_SETTLE
    ended = running.clock()

    def settled() -> bool:
        try:
            with running.owner() as owner:
                row = owner.execute(
                    """select not exists (select from loyalty_delivery where state = 'due')
                         and not exists (select from loyalty_jobrun where finished_at is null and started_at < %s)
                         and not exists (select from loyalty_lot where remaining > 0 and expires_at < %s)""",
                    [ended, ended],
                ).fetchone()
        except psycopg.OperationalError:
            return False
        return bool(row and row[0]) or time.monotonic() > deadline

    running.supervisor.watch(replaced=lambda: None, every=0.5, until=settled)
    return ended


def _carried_out(killer: Killer) -> Finding:
    missing = killer.planned - len(killer.kills)
    broken = (f"{missing} did not happen",) if missing else ()
    return Finding(law="every kill of the plan", checked=killer.planned, broken=broken)


def _answered(load: Load) -> Finding:
    left = tuple(f"{what}: {name}" for name, what in load.log.open.items())
    return Finding(law="every request answered in the end", checked=len(load.log.sent), broken=left)


def _replayed(load: Load) -> Finding:
    again = sum(each.what.startswith("replayed") for each in load.log.sent)
    return Finding(law="replays are byte for byte the answer", checked=again, broken=tuple(load.log.differing))


def _as_expected(load: Load) -> Finding:
    return Finding(
        law="no answer a client should not get", checked=len(load.log.sent), broken=tuple(load.promises.unexpected)
    )


if __name__ == "__main__":
    main()
