"""Reports of the restore drill, as `make drill` leaves them."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings


@dataclass(frozen=True, kw_only=True)
class LastDrill:
    """When the backup was last restored and proved, and whether it was good."""

    at: datetime
    ok: bool


def last_drill() -> LastDrill | None:
    """The newest report in DRILL_DIR; None when this machine has none. Reads one file."""
    reports = sorted(settings.DRILL_DIR.glob("*.json"))
    if not reports:
        return None
    report = json.loads(reports[-1].read_text(encoding="utf-8"))
    return LastDrill(at=datetime.fromisoformat(report["at"]), ok=report["ok"])
