"""`manage.py analytics`: `rollup` counts figures, `warehouse` brings the Parquet files up to date, `report` prints a
month of the accountant; for who develops, `compile` writes SQL and `reference` prints the page about metrics."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.admin.accounting_text import month_text
from analytics.metrics.reference import reference
from analytics.rollup.roll_up import roll_up
from analytics.warehouse.manifest import WarehouseNotFilled
from loyalty import clock


class Command(BaseCommand):
    help = "Counts the figures of analytics."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        rollup = kinds.add_parser("rollup", help="count the periods in which something changed")
        rollup.add_argument("--all", action="store_true", help="count every period anew")
        warehouse = kinds.add_parser("warehouse", help="write the months in which something changed as Parquet files")
        warehouse.add_argument("--all", action="store_true", help="write every month anew")
        compiled = kinds.add_parser("compile", help="write the SQL of all metrics (needs the extra `analytics`)")
        compiled.add_argument("folder", nargs="?", default="analytics/metrics/compiled")
        report = kinds.add_parser("report", help="points and money of a month, counted now from the first entry")
        report.add_argument("--month", required=True, help="such as 2026-10")
        report.add_argument("--csv", action="store_true", help="as a CSV file on the standard output")
        kinds.add_parser("reference", help="print docs/metrics.md")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["kind"] == "rollup":
            self._roll_up(everything=options["all"])
        elif options["kind"] == "warehouse":
            self._fill(everything=options["all"])
        elif options["kind"] == "report":
            text = month_text(month=options["month"], csv=options["csv"], at=clock.now())
            if text is None:
                raise CommandError("--month is a year and a month since points first moved, such as 2026-10")
            self.stdout.write(text)
        elif options["kind"] == "reference":
            self.stdout.write(reference(), ending="")
        else:
            from analytics.metrics.compile_metrics import compile_metrics  # Ibis

            self.stdout.write(f"{compile_metrics(folder=Path(options['folder']))} files")

    def _roll_up(self, *, everything: bool) -> None:
        try:
            counted = roll_up(at=clock.now(), everything=everything, tell=self.stdout.write)
        except WarehouseNotFilled as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{counted} periods")

    def _fill(self, *, everything: bool) -> None:
        if settings.ANALYTICS_WAREHOUSE is None:
            raise CommandError("ANALYTICS_URL names no warehouse: duckdb:///path/to/warehouse, for one")
        from analytics.warehouse.fill import fill  # Arrow

        at = clock.now()
        tell = self.stdout.write
        written = fill(at=at, folder=settings.ANALYTICS_WAREHOUSE, everything=everything, tell=tell)
        self.stdout.write(f"{written} files, as of {at:%Y-%m-%d %H:%M} UTC")
