"""Who may put how much at stake: a person starts campaigns up to the limit of the role, a colleague those above it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.ledger.units import units
from loyalty.program.current import program
from loyalty.refusals import Refusal, Words
from loyalty.registries import Registry
from loyalty.staff.limits import campaign_limit
from loyalty.staff.models import User

PUBLISH = "campaigns.publish_campaign"
ALONE = timedelta(days=1)  # somebody whom nobody can check starts no sooner: time to think better of it


class AboveLimit(Refusal):
    """Facts: `most` the campaign can cost a month and `before`, what others of the same person can (null: not bounded),
    and the `limit`; all in kopecks. `detail` says why points of a unit without a price make it dear."""

    code: ClassVar[str] = "campaign_above_limit"
    status: ClassVar[int] = 403
    title: ClassVar[Words] = _("This campaign can cost more than your role starts by itself")
    hint: ClassVar[Words] = _("Send it for review, or give it a budget within your limit.")


class AboveLimitAlone(AboveLimit):
    """Nobody else could check it: it may start in a day."""

    code: ClassVar[str] = "campaign_above_limit_alone"
    hint: ClassVar[Words] = _(
        "Nobody else can check it, so it may start in 24 hours at the soonest: set its start in the draft."
    )


@dataclass(frozen=True, kw_only=True)
class Started:
    """What is asked of those who know what employees start. `but` is about to be started anew, bound by what `bounds`
    names, and counted apart; `worth` as `worth_of_units`; `month`: the first day of this one."""

    author: User
    but: str
    bounds: frozenset[str]
    worth: Mapping[str, int]
    month: date


# Everything that employees start and that costs: what each of it can cost a month (None: nothing bounds it), and what
# was spent this month that no longer counts there. A month's limit is a month's: else what has used its budget up would
# be finished, copied and started again.
Stakes = Callable[[Started], Iterator[int | None]]
STAKES: Registry[Stakes] = Registry("what employees put at stake")
# What turns points of a unit without a price into money or goods, beyond what an employee of such a limit may start;
# each says why they are dear.
Dear = Callable[[str, User, int], Words | None]
DEAR: Registry[Dear] = Registry("what makes units dear")


def worth_of_units() -> Mapping[str, int]:
    """Kopecks that the smallest step of each unit pays for. One query."""
    return {code: unit.step_kopecks for code, unit in units().items() if unit.step_kopecks is not None}


def lock_author(author: User | None) -> None:
    """One after another: two starts at once would each find the whole limit. Before the programme's row, inside the
    transaction of what is started."""
    if author is not None:
        User.objects.select_for_update(no_key=True).get(pk=author.pk)


def at_stake(asked: Started) -> int | None:
    """Kopecks a month that all an employee has started can cost and has cost, but for one; None when nothing bounds one
    of it. Some queries for each kind of thing."""
    total = 0
    for _name, stakes in STAKES:
        for most in stakes(asked):
            if most is None:
                return None
            total += most
    return total


def check_authority(
    *, code: str, most: int | None, starts_at: datetime | None, author: User, worth: Mapping[str, int], at: datetime,
    bounds: frozenset[str] = frozenset(), gives: frozenset[str] = frozenset(),
    why: Words = "",
) -> bool:  # fmt: skip
    """Whether the limit of the person covers what can cost `most` kopecks a month, bound by `bounds`, and gives points
    of the units `gives`. `why` no budget could bound it, where that is so. Above it AboveLimit is raised, and where no
    colleague could start it AboveLimitAlone, unless it leaves a day to think better of it. Some fifteen queries; call
    `lock_author` first.
    """
    limit = campaign_limit(user_id=author.pk)
    if limit is None:
        return True
    reasons = (dear(unit, author, limit) for unit in sorted(gives - set(worth)) for _name, dear in DEAR)
    dear = next((reason for reason in reasons if reason is not None), None)
    most = most if dear is None else None
    detail = dear or (why if most is None else "")
    month = at.astimezone(program().zone).date().replace(day=1)
    before = at_stake(Started(author=author, but=code, bounds=bounds, worth=worth, month=month))
    if most is not None and before is not None and most + before <= limit:
        return True
    facts: dict[str, Any] = {"most": most, "before": before, "limit": limit}
    if limit == 0 or colleagues(author=author, most=most):
        raise AboveLimit(detail=detail, **facts)
    if starts_at is None or starts_at < at + ALONE:
        raise AboveLimitAlone(detail=detail, **facts)
    return False


def colleagues(*, author: User, most: int | None) -> list[User]:
    """Others who may publish and whose own limit covers so many kopecks a month. Some queries for each who works."""
    others = User.objects.filter(is_active=True, is_staff=True).exclude(pk=author.pk)
    return [one for one in others if one.has_perm(PUBLISH) and _covers(campaign_limit(user_id=one.pk), most)]


def _covers(limit: int | None, most: int | None) -> bool:
    return limit is None or (most is not None and most <= limit)
