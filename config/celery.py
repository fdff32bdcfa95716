"""Worker and Beat: `celery -A config.celery worker|beat`."""

import os
import time
from typing import Any

from celery import Celery
from celery.signals import task_success

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_PROFILE", "jobs")

app = Celery("loyalty", task_cls="config.told_task:ToldTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

_signed = float("-inf")


@task_success.connect
def _sign(**_: Any) -> None:
    """A task that has ended well is the worker's sign of life; each of its processes gives one at most every 15 s."""
    global _signed
    from loyalty.jobs.give_sign import give_sign
    from loyalty.jobs.signs import EVERY, WORKER

    if time.monotonic() - _signed >= EVERY.total_seconds():
        give_sign(part=WORKER)  # what it raises Celery logs: the task is done all the same
        _signed = time.monotonic()
