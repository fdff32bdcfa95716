"""The order of the night: holds lapse, points activate, then expire (tiers are reassessed between, when they exist)."""

from datetime import datetime

from loyalty.ledger.activate import activate
from loyalty.ledger.expire import expire
from loyalty.ledger.lapse import lapse


def run_night(*, at: datetime) -> dict[str, int]:
    """Do all that fell due up to `at`; returns accounts touched by job, and how many were frozen for not adding up.

    A missed night is caught up, a rerun changes nothing: within an account every event keeps its own instant and order,
    however late the night runs.
    """
    lapsed, activated, expired = lapse(at=at), activate(at=at), expire(at=at)
    return {
        "lapsed": lapsed.accounts,
        "activated": activated.accounts,
        "expired": expired.accounts,
        "frozen": len(lapsed.frozen + activated.frozen + expired.frozen),
    }
