"""The last restore drill, as it was kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from loyalty.instance.models import Drill

MONTHLY = timedelta(days=35)  # a month and some days of grace


@dataclass(frozen=True, kw_only=True)
class KeptDrill:
    """When a backup was restored and proved, and whether it was good."""

    at: datetime
    ok: bool
    rows: int
    backup_bytes: int

    def is_overdue(self, *, at: datetime) -> bool:
        """Whether the next drill should have been by `at`."""
        return at - self.at > MONTHLY


def last_drill() -> KeptDrill | None:
    """The newest drill; None when there never was one. One query."""
    drill = Drill.objects.order_by("-id").first()
    if drill is None:
        return None
    return KeptDrill(at=drill.at, ok=drill.ok, rows=drill.report["rows"], backup_bytes=drill.report["backup_bytes"])
