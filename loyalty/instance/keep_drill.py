"""Keeps what a restore drill found, so that staff see when a backup was last known to be good."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from loyalty.instance.models import Drill


def keep_drill(*, at: datetime, ok: bool, report: Mapping[str, Any]) -> None:
    """Record the drill, good or not; `last_drill` reads it back. `report` is what `make drill` prints. One query."""
    Drill.objects.create(at=at, ok=ok, report=dict(report))
