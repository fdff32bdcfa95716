"""`manage.py dispatch_outbox [--once]`: delivers events to their reactions without any broker."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from loyalty import clock
from loyalty.events.relay import relay

PAUSE = 1.0  # seconds between looks while nothing is due


class Command(BaseCommand):
    help = "Delivers events to their reactions as they fall due, until it is told to stop; any number may run at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="deliver what is due now and end")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        if not options["once"]:  # finishes the batch it has, so that nobody waits for its leases
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        done = failed = 0
        while not stop.is_set():
            batch = relay(at=clock.now())
            done, failed = done + batch.done, failed + batch.failed
            if batch.claimed:
                continue
            if options["once"]:
                break
            stop.wait(PAUSE)
        self.stdout.write(f"done: {done}, failed: {failed}")
