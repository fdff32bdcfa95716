"""One log line for each task and each command, as for each request: what, how long, how it ended."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from config.statements import counted, warn_of_slow

logger = logging.getLogger("loyalty.work")


@contextmanager
def told(message: str, **what: object) -> Iterator[None]:
    """Log the block when it ends; `what` are fields of the log. What it raises passes through, named by its class."""
    started, error_class = time.monotonic(), None
    with counted() as statements:
        try:
            yield
        except BaseException as error:
            error_class = type(error).__name__
            raise
        finally:
            warn_of_slow(statements, **what)
            numbers = {"ms": round((time.monotonic() - started) * 1000), "db_ms": statements.ms}
            logger.log(
                logging.ERROR if error_class not in (None, "SystemExit") else logging.INFO,
                message,
                extra={**what, **numbers, "statements": statements.count, "error_class": error_class},
            )
