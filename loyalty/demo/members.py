"""The members of the demo worth a look: those whose pages show the most."""

from datetime import datetime, timedelta
from typing import Any

from loyalty.demo.journey import PART
from loyalty.demo.people import person_of
from loyalty.ledger.balance import balances
from loyalty.ledger.owner import Owner
from loyalty.members.models import Identity
from loyalty.purchase.models import Order

_SHOWN = 12
_SOON = timedelta(days=31)


def interesting_members(*, at: datetime) -> list[dict[str, Any]]:
    """A dozen members of the part that every demo has, with phone, card, id, name and points in minor steps.

    First those with points to spend and points about to expire, then by the balance. Two queries a member.
    """
    rows = Identity.objects.filter(kind=Identity.Kind.EXTERNAL, value__in=map(str, PART)).values_list(
        "member_id", "value"
    )
    found = [_described(member_id, household, at) for member_id, household in rows]
    found.sort(key=lambda one: (-bool(one["burning"]), -bool(one["pending"]), -one["available"], one["id"]))
    return found[:_SHOWN]


def _described(member_id: int, household: str, at: datetime) -> dict[str, Any]:
    person = person_of(household)
    bonus = balances(owner=Owner.member(member_id), at=at)[0]
    return {
        "id": member_id,
        "name": f"{person.first_name} {person.last_name}",
        "phone": person.phone,
        "card": person.card,
        "available": bonus.available,
        "pending": bonus.pending,
        "burning": sum(one.points for one in bonus.burning if one.at <= at + _SOON),
        "orders": Order.objects.filter(member_id=member_id).count(),
    }
