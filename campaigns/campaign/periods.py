"""Under which key a budget counts now: its scope and its period."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from campaigns.engine.definition import Budget, BudgetScope, Period


def period_key(period: Period, *, at: datetime, zone: ZoneInfo, order_number: int | None = None) -> str:
    """The local period of the programme's zone: 2026-11-21, 2026-W47, 2026-11, 2026; the order's number; or nothing."""
    local = at.astimezone(zone)
    match period:
        case Period.DAY:
            return local.strftime("%Y-%m-%d")
        case Period.WEEK:
            year, week, _day = local.isocalendar()
            return f"{year}-W{week:02}"
        case Period.MONTH:
            return local.strftime("%Y-%m")
        case Period.YEAR:
            return local.strftime("%Y")
        case Period.ORDER:
            return f"order {order_number or 0}"
    return ""


def scope_key(budget: Budget, *, shop: str, member_id: int | None, known: dict[str, Any]) -> str | None:
    """What the budget counts for here; None where there is no such thing (a limit for each member, and a guest)."""
    match budget.scope:
        case BudgetScope.CAMPAIGN:
            return ""
        case BudgetScope.SHOP:
            return shop
        case BudgetScope.MEMBER:
            return None if member_id is None else str(member_id)
    return known.get("code") or None
