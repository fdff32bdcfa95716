"""How invitations go, over all of them: how many came, bought and were rewarded, and what it cost."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Sum

from campaigns.referrals.models import Referral
from campaigns.referrals.terms import terms_of

State = Referral.State


@dataclass(frozen=True, kw_only=True)
class Figures:
    """`bought` are friends whose first purchase counted, returned since or not; `cost` is what was given and not taken
    back, by unit."""

    invited: int
    joined: int
    review: int
    bought: int
    waiting: int
    rewarded: int
    taken_back: int
    cost: Mapping[str, int]


def figures() -> Figures:
    """Two queries, and one for each version not seen yet."""
    states: Counter[str] = Counter()
    cost: Counter[str] = Counter()
    rows = Referral.objects.order_by().values_list("version_id", "state").annotate(n=Count("pk"), points=Sum("points"))
    for version_id, state, number, points in rows:
        states[state] += number
        if state == State.REWARDED:
            cost[terms_of(version_id).unit] += points
    return Figures(
        invited=states.total(),
        joined=states[State.JOINED],
        review=states[State.REVIEW],
        bought=Referral.objects.filter(steps__state=State.WAITING).distinct().count(),
        waiting=states[State.WAITING],
        rewarded=states[State.REWARDED],
        taken_back=states[State.TAKEN_BACK],
        cost=dict(cost),
    )
