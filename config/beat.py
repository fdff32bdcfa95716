"""Beat with a sign of life: the schedule of the database, and a row there that says the clock still runs."""

import logging
import time

from django.db import DatabaseError, close_old_connections
from django_celery_beat.schedulers import DatabaseScheduler

from loyalty.jobs.give_sign import give_sign
from loyalty.jobs.signs import BEAT, EVERY

logger = logging.getLogger(__name__)


class Scheduler(DatabaseScheduler):  # type: ignore[misc]  # the library has no types
    """Ticks every few seconds whatever is due, and gives its sign at most once in `EVERY`."""

    _signed = float("-inf")

    def tick(self) -> float:
        if time.monotonic() - self._signed >= EVERY.total_seconds():
            self._sign()
        pause: float = super().tick()
        return pause

    def _sign(self) -> None:
        """A database that is away is no reason to stop: jobs wait for it anyway."""
        close_old_connections()
        try:
            give_sign(part=BEAT)
        except DatabaseError:
            logger.warning("no sign given", exc_info=True)
        else:
            self._signed = time.monotonic()
