"""`manage.py keep_drill`: what `make drill` calls at its end; the report comes by standard input."""

import json
import sys
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand

from loyalty.instance.keep_drill import keep_drill


class Command(BaseCommand):
    help = "Keeps the report of a restore drill, which it reads as JSON from standard input."

    def handle(self, *args: Any, **options: Any) -> None:
        report = json.load(sys.stdin)
        keep_drill(at=datetime.fromisoformat(report["at"]), ok=report["ok"], report=report)
