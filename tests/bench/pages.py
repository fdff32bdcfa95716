"""P8: pages of analytics from counted figures, against DuckDB answering the same question from the facts in Parquet."""

import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psutil
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

from tests.bench.people import Shop
from tests.bench.programme_past import fill_past
from tests.bench.result import Result
from tests.bench.segments import ORDERS_EACH
from tests.bench.servers import Servers
from tests.bench.sizes import ROUNDS, SEGMENT_MEMBERS

_GOAL_MS = 300
_TIMES = 8  # a page in a round


def measure_pages(servers: Servers, shop: Shop) -> Result:
    """Every page by week, month and quarter, of everything and of one shop; then what the slowest shows, by DuckDB."""
    from analytics.dashboards.kit.page import dashboards
    from analytics.figures.models import Figure
    from analytics.rollup.roll_up import roll_up
    from analytics.warehouse.fill import fill
    from loyalty import clock

    fill_past(servers, shop)
    folder = servers.folder / "warehouse"
    memory = _Memory()

    def fill_warehouse() -> float:
        try:
            return _seconds(lambda: fill(at=clock.now(), folder=folder, tell=memory.look))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as beside:  # both are statements of PostgreSQL, and each of them takes one core
        filled = beside.submit(fill_warehouse)
        counting = _seconds(lambda: roll_up(at=clock.now(), everything=True, tell=memory.look))
        filling = filled.result()
    cookie = _cookie()
    pages = {code: reverse(f"admin:analytics_{code}") for code, _page in dashboards}
    took: dict[str, list[float]] = {code: [] for code in pages}
    for _round in range(ROUNDS):
        for code, path in pages.items():
            for query in [
                f"?by={kind}{cut}" for kind in ("week", "month", "quarter") for cut in ("", f"&cut=shop:{shop.id}")
            ]:
                _open(servers, path + query, cookie)  # warm
                took[code] += [_open(servers, path + query, cookie) for _ in range(_TIMES)]
    worst = {code: _p95(times) * 1000 for code, times in took.items()}
    slowest = max(worst, key=lambda code: worst[code])
    print(f"pages in {worst}", flush=True)
    raw = _seconds(partial(_raw, folder, _asked(pages[slowest]), kind="month"))
    different, recount = _compare(folder)
    return Result(
        what=f"pages of analytics over HTTP, {SEGMENT_MEMBERS} members, {SEGMENT_MEMBERS * ORDERS_EACH} orders, "
        f"{Figure.objects.count()} figures: p95 of the slowest",
        value=round(worst[slowest], 1),
        unit="ms",
        reference=f"DuckDB counting what that page shows by month from Parquet, {raw * 1000:.0f} ms",
        ratio=round(worst[slowest] / 1000 / raw, 3),
        goal=f"p95 ≤ {_GOAL_MS} ms, figures equal to DuckDB's",
        met=worst[slowest] <= _GOAL_MS and not different,
        n=sum(map(len, took.values())),
        notes=(
            *(f"{code}: p95 {worst[code]:.0f} ms" for code in pages),
            f"other figures than DuckDB's: {', '.join(different) or 'none'}",
            f"counting everything in PostgreSQL: {counting:.0f} s; by DuckDB over the warehouse: {recount:.0f} s",
            f"a first fill of the warehouse, beside the counting: {filling:.0f} s, {_megabytes(folder):.0f} MB",
            f"the most memory of this process while counting and filling: {memory.most:.0f} MB",
        ),
    )


class _Memory:
    """The most this process had when it was looked at; a first count of everything is long, so each look is told."""

    def __init__(self) -> None:
        self.most, self._start = 0.0, time.perf_counter()

    def look(self, line: str) -> None:
        print(f"{time.perf_counter() - self._start:6.0f} s {line}", flush=True)
        self.most = max(self.most, psutil.Process().memory_info().rss / 2**20)


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _cookie() -> str:
    """Of an owner who is signed in."""
    from django.contrib.auth.models import Group

    from loyalty.staff.models import User

    owner = User.objects.create_user("bench-owner", password=None, is_staff=True)
    owner.groups.add(Group.objects.get(name="Owner"))
    client = Client()
    client.force_login(owner)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def _open(servers: Servers, path: str, cookie: str) -> float:
    """Seconds until the whole page was there."""
    connection = HTTPConnection("127.0.0.1", servers.port, timeout=60)
    start = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    took = time.perf_counter() - start
    connection.close()
    if answer.status != 200:
        log = (servers.folder / f"web-{servers.port}.log").read_text()
        raise RuntimeError(f"{path}: {answer.status}\n{log[-3000:]}")
    return took


def _asked(path: str) -> Collection[str]:
    """The metrics that a page reads."""
    from analytics.figures.read import read_figures
    from loyalty.staff.models import User

    client, seen = Client(), set[str]()
    client.force_login(User.objects.get(username="bench-owner"))

    def spy(*, metrics: Collection[str], **how: Any) -> Any:
        seen.update(metrics)
        return read_figures(metrics=metrics, **how)

    with patch("analytics.dashboards.kit.board.read_figures", spy):
        client.get(path)
    return seen


def _raw(folder: Path, codes: Collection[str], *, kind: str) -> list[Any]:
    from analytics.engines.duckdb import by_duckdb
    from analytics.figures.models import Period
    from analytics.metrics.metric import metrics

    with by_duckdb(list(Period.objects.filter(kind=kind)), warehouse=folder) as figures_of:
        return [row for code in codes if code in metrics for row in figures_of(metrics[code])]


def _compare(folder: Path) -> tuple[Sequence[str], float]:
    """The metrics whose counted figures are not DuckDB's, and how long DuckDB took over all of them."""
    from analytics.engines.duckdb import by_duckdb
    from analytics.figures.models import Figure, Period
    from analytics.metrics.metric import metrics

    different, seconds = [], 0.0
    columns = ("kind", "starts", "cut", "of", "key", "numerator", "denominator")
    with by_duckdb(list(Period.objects.all()), warehouse=folder) as figures_of:
        for code, metric in metrics:
            start = time.perf_counter()
            found = set(figures_of(metric))
            seconds += time.perf_counter() - start
            if found != set(Figure.objects.filter(metric=code).values_list(*columns)):
                different.append(code)
    return different, seconds


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*.parquet")) / 2**20
