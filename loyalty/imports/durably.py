"""Tries a transaction again when another one stood in its way."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, OperationalError

_TRIES = 5
_RETRIED = {"40001", "40P01"}  # serialization failure, deadlock with a till

Result = TypeVar("Result")


def durably(work: Callable[[], Result]) -> Result:
    """What `work` returns. It opens its own transaction and is called again, a few times, after losing a race."""
    for left in reversed(range(_TRIES)):
        try:
            return work()
        except (IntegrityError, OperationalError) as error:
            if left == 0 or not _may_pass(error):
                raise
            time.sleep(random.uniform(0.01, 0.1))
    raise AssertionError("unreachable")


def _may_pass(error: Exception) -> bool:
    """A till was first with one of our orders, or stood in our way: the next attempt sees what it did."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if getattr(diagnosis, "constraint_name", None) == "order_external_id":
        return True
    return getattr(error.__cause__, "sqlstate", None) in _RETRIED
