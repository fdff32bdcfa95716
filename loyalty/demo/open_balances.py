"""Gives a few members of the demo points from "the programme before", so that there is something to spend."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from loyalty.demo.journey import PART
from loyalty.demo.shops import TIMEZONE
from loyalty.ledger.open_balance import open_balance
from loyalty.ledger.owner import Owner
from loyalty.members.models import Identity
from loyalty.money import BONUS
from loyalty.program.validity import midnight
from loyalty.purchase.models import Order

_LUCKY = 6
_BALANCES = ((300, 10), (900, 150))  # points, days until they expire


def open_balances(*, at: datetime) -> None:
    """The most frequent buyers among the replayed get two lots each, once; the smaller one is about to expire."""
    members = (
        Identity.objects.filter(kind=Identity.Kind.EXTERNAL, value__in=map(str, PART))
        .annotate(orders=Count("member__orders", filter=Q(member__orders__source=Order.Source.REPLAY)))
        .order_by("-orders", "member_id")
        .values_list("member_id", flat=True)[:_LUCKY]
    )
    today = at.astimezone(ZoneInfo(TIMEZONE)).date()
    for place, member_id in enumerate(members):
        for points, days in _BALANCES:
            open_balance(
                owner=Owner.member(member_id),
                unit=BONUS,
                points=points + 50 * place,
                expires_at=midnight(today + timedelta(days=days), ZoneInfo(TIMEZONE)),
                at=at,
                natural_key=f"demo:{member_id}:{points}",
            )
