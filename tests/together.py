"""Real concurrency for tests: threads with connections of their own, released at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections


def run_together(*callables: Callable[[], Any]) -> list[Any]:
    """Run each callable in its own thread, all released by one barrier; per callable its result or its exception,
    in the order given. Needs the fixture `own_database`: the threads commit."""
    barrier = threading.Barrier(len(callables))

    def run(call: Callable[[], Any]) -> Any:
        try:
            connections["default"].ensure_connection()  # connecting takes longer than the race itself
            barrier.wait(timeout=60)
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(callables)) as pool:
        return list(pool.map(run, callables))
