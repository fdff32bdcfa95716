"""What somebody may do by themselves: points given or taken by hand, never their own, and campaigns started."""

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Refusal
from loyalty.staff.models import RoleLimit, User

OWNER = "Owner"


class AdjustmentOverLimit(Refusal):
    """More than this person or integration may do. `largest` and `left_today` say what is allowed."""

    code = "adjustment_over_limit"
    status = 403
    title = _("This adjustment is above your limit")
    hint = _("Make it smaller, or ask a colleague with a higher limit.")


class OwnAccount(Refusal):
    """Nobody adjusts an account linked to themselves."""

    code = "own_account"
    status = 403
    title = _("You cannot adjust your own points")
    hint = _("Ask a colleague.")


@dataclass(frozen=True)
class Limit:
    """The largest single adjustment and the sum of a day, in whole points of any unit, whichever their sign."""

    one: int
    day: int


def staff_limit(*, user_id: int) -> Limit:
    """The highest limits among the employee's roles; a superuser counts as an Owner, a former employee has none.

    Two queries.
    """
    user = User.objects.get(pk=user_id)
    if not user.is_active:
        return Limit(one=0, day=0)
    roles = Q(user=user) | Q(name=OWNER) if user.is_superuser else Q(user=user)
    found = Group.objects.filter(roles).aggregate(
        one=Max("limit__adjustment_points", default=0), day=Max("limit__adjustment_points_per_day", default=0)
    )
    return Limit(**found)


def campaign_limit(*, user_id: int) -> int | None:
    """Kopecks a month that the campaigns an employee has started may cost; None: no limit. The highest among the roles;
    a superuser counts as an Owner, a former employee has 0. Two queries."""
    user = User.objects.get(pk=user_id)
    if not user.is_active:
        return 0
    roles = Q(group__user=user) | Q(group__name=OWNER) if user.is_superuser else Q(group__user=user)
    found = list(RoleLimit.objects.filter(roles).values_list("campaign_kopecks", flat=True))
    return None if None in found else max((one for one in found if one is not None), default=0)


def check_adjustment(*, limit: Limit, points: int, adjusted_today: int, scale: int = 0) -> None:
    """Nothing when `points` (of either sign) fit; AdjustmentOverLimit otherwise.

    `points`, `adjusted_today` and the facts of the refusal are in the minor step of a unit with `scale` digits;
    `adjusted_today` is the sum of this day's adjustments by the same principal, each without its sign.
    """
    largest = limit.one * 10**scale
    left = max(0, limit.day * 10**scale - adjusted_today)
    if abs(points) > min(largest, left):
        raise AdjustmentOverLimit(field="points", largest=largest, left_today=left)


def check_not_own(*, user_id: int, member_id: int) -> None:
    """Nothing, or OwnAccount when the member is the employee. One query."""
    if User.objects.filter(pk=user_id, member_id=member_id).exists():
        raise OwnAccount(field="member")
