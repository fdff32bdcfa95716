"""`manage.py analytics`: `rollup` counts figures, `report` prints a month of the accountant; for who develops, `compile`
writes the SQL of metrics and `reference` prints the page about them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.admin.accounting_text import month_text
from analytics.metrics.reference import reference
from analytics.rollup.roll_up import roll_up
from loyalty import clock


class Command(BaseCommand):
    help = "Counts the figures of analytics."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        rollup = kinds.add_parser("rollup", help="count the periods in which something changed")
        rollup.add_argument("--all", action="store_true", help="count every period anew")
        compiled = kinds.add_parser("compile", help="write the SQL of all metrics (needs the extra `analytics`)")
        compiled.add_argument("folder", nargs="?", default="analytics/metrics/compiled")
        report = kinds.add_parser("report", help="points and money of a month, counted now from the first entry")
        report.add_argument("--month", required=True, help="such as 2026-10")
        report.add_argument("--csv", action="store_true", help="as a CSV file on the standard output")
        kinds.add_parser("reference", help="print docs/metrics.md")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["kind"] == "rollup":
            counted = roll_up(at=clock.now(), everything=options["all"], tell=self.stdout.write)
            self.stdout.write(f"{counted} periods")
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
