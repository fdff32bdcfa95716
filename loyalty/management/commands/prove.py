"""`manage.py prove [--json]`: whether the books hold. Exit code 1 when a law is broken."""

import json
from dataclasses import asdict, replace
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from loyalty import clock
from loyalty.ledger.check_books import check_books
from loyalty.ledger.prove import Report


class Command(BaseCommand):
    help = (
        "Checks every law of the books over all the data in one snapshot, keeps the result for the staff and freezes "
        "accounts that cannot be proved; exit code 1 when a law is broken."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        report = check_books(at=clock.now())
        self.stdout.write(_json(report) if options["json"] else _table(report))
        if not report.ok:
            raise SystemExit(1)


def _json(report: Report) -> str:
    whole = {
        "at": report.at.isoformat(),
        "ok": report.ok,
        "queries": [asdict(replace(query, ids=query.shown)) for query in report.queries],
    }
    return json.dumps(whole, ensure_ascii=False)


def _table(report: Report) -> str:
    lines = [f"{'':6}{'rows':>12}{'broken':>10}{'ms':>8}"]
    for query in report.queries:
        lines.append(f"{query.code:6}{query.rows:>12}{query.violations:>10}{query.ms:>8}  {query.title}")
        if query.ids:
            lines.append(f"{'':38}{', '.join(map(str, query.shown))}")
    return "\n".join(lines)
