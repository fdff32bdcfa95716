"""`make spark`: heavy metrics by a real Spark cluster of this machine, over the warehouse, and the same by DuckDB.

SEGMENT_MEMBERS (2 000) is how many members, with ten orders each. Exit code 1: a figure differs.
"""

import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

_HEAVY = ("cohort_retention", "category_league", "retention_strict", "ltv_predicted_6")


def main() -> None:
    os.environ.setdefault("SEGMENT_MEMBERS", "2000")
    from tests.bench.servers import servers
    from tests.spark.cluster import cluster

    with servers() as running:
        from tests.bench.people import open_shop
        from tests.bench.programme_past import fill_past

        fill_past(running, open_shop())
        folder = running.folder / "warehouse"
        periods = _fill(folder)
        started = time.perf_counter()
        with cluster(running.folder) as master:
            print(f"master and two workers: {time.perf_counter() - started:.1f} s", flush=True)
            sys.exit(_differ(periods, folder, master))


def _fill(folder: Path) -> list[Any]:
    """The periods there are, the facts of which are in the warehouse now."""
    from analytics.figures.models import Period
    from analytics.rollup.mark_due import mark_due
    from analytics.warehouse.fill import fill
    from loyalty import clock
    from loyalty.program.current import program

    started = time.perf_counter()
    files = fill(at=clock.now(), folder=folder)
    print(f"warehouse: {files} files, {time.perf_counter() - started:.1f} s", flush=True)
    mark_due(at=clock.now(), since=None, zone=program().zone)
    return list(Period.objects.all())


def _differ(periods: list[Any], folder: Path, master: str) -> bool:
    """Whether any figure of the heavy metrics does."""
    from analytics.engines.duckdb import by_duckdb
    from analytics.engines.spark import by_spark

    spark = _counted("Spark", partial(by_spark, periods, warehouse=folder, master=master))
    duckdb = _counted("DuckDB", partial(by_duckdb, periods, warehouse=folder))
    for code in _HEAVY:
        print(f"{code}: {len(duckdb[code])} figures, {'equal' if spark[code] == duckdb[code] else 'DIFFERENT'}")
    return any(spark[code] != duckdb[code] or not duckdb[code] for code in _HEAVY)


def _counted(name: str, opened: Callable[[], AbstractContextManager[Any]]) -> dict[str, list[Any]]:
    from analytics.metrics.metric import metrics

    found, started = {}, time.perf_counter()
    with opened() as figures_of:
        print(f"{name} is open: {time.perf_counter() - started:.1f} s", flush=True)
        for code in _HEAVY:
            started = time.perf_counter()
            found[code] = sorted(figures_of(metrics[code]))
            print(f"{name}, {code}: {time.perf_counter() - started:.1f} s", flush=True)
    return found


if __name__ == "__main__":
    main()
