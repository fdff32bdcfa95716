"""`load_demo`: a chain of shops that has run a programme for a year, from the extra `demo`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from loyalty.clock import now
from loyalty.demo.load_demo import load_demo
from loyalty.imports.report import as_text
from loyalty.refusals import Refusal


class Command(BaseCommand):
    """Fill the database for a demonstration; what is there already stays."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--full", action="store_true", help="all 155 848 receipts, not those of 39 households")
        parser.add_argument("--accounts", type=Path, default=settings.DEMO_ACCOUNTS)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            counts = load_demo(full=options["full"], accounts=options["accounts"], at=now(), tell=self.stderr.write)
        except Refusal as refusal:
            raise CommandError(f"{refusal.title} ({refusal.field}). {refusal.detail} {refusal.hint}.") from refusal
        self.stdout.write(as_text(counts))
