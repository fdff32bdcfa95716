"""A member's own invitations: their code, their friends, and what came of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from campaigns.referrals.models import Referral
from campaigns.referrals.terms import terms_of

SHOWN = 100

State = Referral.State


@dataclass(frozen=True, kw_only=True)
class Friend:
    """An accepted invitation, nameless: who joined knows it, and whoever invited them, too."""

    at: datetime
    state: str
    why: str
    pays_at: datetime | None
    points: int
    unit: str


@dataclass(frozen=True, kw_only=True)
class Mine:
    """`waiting` are those whose reward may still come; `points` by unit are rewards that were not taken back.
    `friends` are the newest hundred."""

    invited: int
    waiting: int
    rewarded: int
    points: Mapping[str, int]
    friends: tuple[Friend, ...]


def mine(*, member_id: int) -> Mine:
    """Three queries, one more for a version not seen yet."""
    all_of_mine = Referral.objects.filter(referrer_id=member_id)
    counts = dict(all_of_mine.values_list("state").annotate(n=Count("pk")))
    points: dict[str, int] = {}
    given = all_of_mine.filter(state=State.REWARDED).values_list("version_id").annotate(n=Sum("points")).order_by()
    for version_id, amount in given:
        unit = terms_of(version_id).unit
        points[unit] = points.get(unit, 0) + amount
    return Mine(
        invited=sum(counts.values()),
        waiting=sum(counts.get(state, 0) for state in (State.JOINED, State.WAITING, State.REVIEW)),
        rewarded=counts.get(State.REWARDED, 0),
        points=points,
        friends=tuple(_friend(one) for one in all_of_mine.order_by("-pk")[:SHOWN]),
    )


def _friend(one: Referral) -> Friend:
    terms = terms_of(one.version_id)
    return Friend(
        at=one.at, state=one.state, why=one.why, pays_at=one.pays_at, points=one.points or terms.points, unit=terms.unit
    )
