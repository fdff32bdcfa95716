"""`make bench`: measures the goals of the product against references in the same run (docs/benchmarks.md)."""

import os
import sys
from collections.abc import Callable, Iterable

from tests.bench.people import Shop, enrol_many, open_shop
from tests.bench.result import Result, report
from tests.bench.servers import Servers, servers
from tests.bench.sizes import CAMPAIGNS, MEMBERS, PAST

ALL = ("p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p10", "p11")
Measure = Callable[[Servers, Shop], Result]


def main() -> None:
    wanted = _wanted(os.environ.get("ONLY", ""))
    results: dict[str, Result] = {}
    if set(wanted) - {"p11"}:
        with servers() as running:
            shop = _prepare(running)
            if "p3" in wanted:
                from tests.bench.past import copy_with_past

                print(f"{PAST} orders of the past …", flush=True)
                copy_with_past(running, shop, orders=PAST)
            for key, measure in _measures().items():
                if key in wanted:
                    print(f"{key} …", flush=True)
                    results[key] = measure(running, shop)
    if "p11" in wanted:
        from tests.bench.start import measure_start

        print("p11 …", flush=True)
        results["p11"] = measure_start()
    report(results, command=_command())


def _measures() -> dict[str, Measure]:
    """Imported when the settings are there."""
    from tests.bench.engine import measure_engine
    from tests.bench.expiry import measure_expiry
    from tests.bench.imports import measure_import
    from tests.bench.memory import measure_memory
    from tests.bench.orders import measure_hot_account, measure_orders
    from tests.bench.pages import measure_pages
    from tests.bench.quotes import measure_quotes
    from tests.bench.segments import measure_segments

    return {
        "p1": measure_engine, "p2": measure_quotes, "p3": measure_orders, "p4": measure_hot_account,
        "p5": measure_import, "p6": measure_expiry, "p7": measure_segments, "p8": measure_pages, "p10": measure_memory,
    }  # fmt: skip


def _prepare(running: Servers) -> Shop:
    from tests.bench.campaigns import publish_many
    from tests.bench.carts import FIRST_MEMBER

    shop = open_shop()
    publish_many(CAMPAIGNS)
    with running.owner() as owner:
        enrol_many(owner, first=FIRST_MEMBER, count=MEMBERS)
    with running.owner() as owner:
        owner.execute("vacuum analyze")
    return shop


def _wanted(only: str) -> list[str]:
    asked = [name.strip().lower() for name in only.split(",") if name.strip()] or list(ALL)
    if unknown := set(asked) - set(ALL):
        sys.exit(f"ONLY knows {', '.join(ALL)}, not {', '.join(sorted(unknown))}")
    return asked


def _command() -> str:
    names: Iterable[str] = (
        "ONLY",
        "SIZE",
        "SECONDS",
        "ROUNDS",
        "CLIENTS",
        "MEMBERS",
        "RECEIPTS",
        "LOTS",
        "PAST",
        "CAMPAIGNS",
        "SEGMENT_MEMBERS",
    )
    return " ".join(["make bench", *(f"{name}={os.environ[name]}" for name in names if os.environ.get(name))])


if __name__ == "__main__":
    main()
