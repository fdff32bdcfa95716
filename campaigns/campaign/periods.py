"""Under which key a budget counts: its scope and its period."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from campaigns.coupons.periods import local_period
from campaigns.engine.definition import BudgetScope, Period


def period_key(
    period: Period, *, at: datetime | None = None, zone: ZoneInfo | None = None, order_number: Any = None
) -> str:
    """The local period of the zone (2026-11-21, 2026-W47, 2026-11, 2026), the order's number, or nothing."""
    if period is Period.ORDER:
        return f"order {order_number or 0}"
    if period is Period.ALL or at is None or zone is None:
        return ""
    return local_period(period, at=at, zone=zone)


def scope_key(scope: BudgetScope, *, shop: str, member_id: int | None) -> str | None:
    """What a budget counts for here; None where there is no such thing (a limit for each member, and a guest)."""
    match scope:
        case BudgetScope.SHOP:
            return shop
        case BudgetScope.MEMBER:
            return None if member_id is None else str(member_id)
    return ""
