"""`import_receipts`: past receipts into orders (docs/import.md)."""

import argparse
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from loyalty.clock import now
from loyalty.imports.import_receipts import import_receipts
from loyalty.imports.replay import BurnPolicy
from loyalty.imports.report import as_text
from loyalty.imports.request import PRESET, ImportRequest
from loyalty.refusals import Refusal


class Command(BaseCommand):
    """Import past receipts: as history alone, or replayed through the programme's rules at their own time."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help=f"a CSV or Parquet file with the columns of docs/import.md, or: {PRESET}")
        mode = parser.add_mutually_exclusive_group(required=True)
        mode.add_argument("--history", dest="mode", action="store_const", const="history", help="orders, no points")
        mode.add_argument("--replay", dest="mode", action="store_const", const="replay", help="earn, burn, expire")
        parser.add_argument("--zone", type=_zone, help="zone of stamps without an offset, such as Europe/Moscow")
        parser.add_argument("--products", type=Path, help="goods to put into the catalogue first")
        parser.add_argument("--members", type=Path, help="people to enrol first")
        parser.add_argument("--openings", type=Path, help="balances to bring along")
        parser.add_argument("--shop-map", type=Path, help="CSV: what the receipts call a shop, its code")
        parser.add_argument("--create-missing", action="store_true", help="open unknown shops, enrol unknown members")
        parser.add_argument("--burn", type=_burn, default=0, help="a replay pays with points: none, max or every-N")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "var" / "import", help="for the report")

    def handle(self, *_args: Any, **options: Any) -> None:
        names = ImportRequest.__dataclass_fields__.keys() - {"burn"}
        request = ImportRequest(burn=BurnPolicy(options["burn"]), **{name: options[name] for name in names})
        try:
            done = import_receipts(request=request, at=now(), tell=self.stderr.write)
        except Refusal as refusal:
            raise CommandError(f"{refusal.title} ({refusal.field}). {refusal.detail} {refusal.hint}.") from refusal
        self.stdout.write(as_text(done.counts))
        if done.already:
            self.stdout.write("This import had been finished before; nothing was changed.")
        for path in (*done.rejects, done.report):
            self.stdout.write(str(path))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"unknown zone {name}") from error


def _burn(policy: str) -> int:
    every = {"none": "0", "max": "1"}.get(policy, policy.removeprefix("every-"))
    if not every.isdecimal():
        raise argparse.ArgumentTypeError("none, max or every-N")
    return int(every)
