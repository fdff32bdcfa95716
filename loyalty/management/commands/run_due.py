"""`manage.py run_due`: every due job, from PostgreSQL alone. Exit code 1 when one failed."""

import logging
from typing import Any

from django.core.management.base import BaseCommand

from loyalty import clock
from loyalty.jobs.due import due_jobs
from loyalty.jobs.give_sign import give_sign
from loyalty.jobs.run_job import run_job
from loyalty.jobs.signs import BEAT, WORKER

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Runs every due job once per its period; needs neither a broker nor a worker. Call it every minute, by cron."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        give_sign(part=BEAT)  # who calls us is the clock here
        for code, _job in due_jobs:
            try:
                ran = run_job(code=code, at=clock.now())
            except Exception:
                logger.exception("due job failed", extra={"job": code})
                failed.append(code)
            else:
                self.stdout.write(f"{code}: {'done' if ran else 'not due'}")
                give_sign(part=WORKER)
        if failed:
            self.stderr.write(f"failed: {', '.join(failed)}")
            raise SystemExit(1)
