"""The order of the night: holds lapse, points activate, then expire (tiers are reassessed between, when they exist)."""

from datetime import datetime

from loyalty.ledger.activate import activate
from loyalty.ledger.expire import expire
from loyalty.ledger.lapse import lapse


def run_night(*, at: datetime) -> dict[str, int]:
    """Do all that fell due up to `at`; returns accounts touched by job.

    A missed night is caught up, a rerun changes nothing: within an account every event keeps its own instant and order,
    however late the night runs.
    """
    return {
        "lapsed": lapse(at=at).accounts,
        "activated": activate(at=at).accounts,
        "expired": expire(at=at).accounts,
    }
