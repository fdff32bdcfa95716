"""Who may put how much at stake: a person starts campaigns up to the limit of the role, a colleague those above it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from campaigns.campaign.exposure import exposure
from campaigns.campaign.format import parse_campaign
from campaigns.campaign.models import Campaign
from loyalty.ledger.units import units
from loyalty.refusals import Refusal, Words
from loyalty.registries import Registry
from loyalty.rules.invalid import InvalidRule
from loyalty.staff.limits import campaign_limit
from loyalty.staff.models import User

PUBLISH = "campaigns.publish_campaign"
ALONE = timedelta(days=1)  # somebody whom nobody can check starts no sooner: time to think better of it
_COUNTED = (Campaign.State.SCHEDULED, Campaign.State.RUNNING, Campaign.State.PAUSED)


class AboveLimit(Refusal):
    """Facts: `most` the campaign can cost a month and `before`, what others of the same person can (null: not bounded),
    and the `limit`; all in kopecks."""

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


def worth_of_units() -> Mapping[str, int]:
    """Kopecks that the smallest step of each unit pays for. One query."""
    return {code: unit.step_kopecks for code, unit in units().items() if unit.step_kopecks is not None}


# Everything that employees start and that costs: what each of it can cost a month, but for what has this code.
Stakes = Callable[[User, str, Mapping[str, int]], Iterator[int | None]]
STAKES: Registry[Stakes] = Registry("what employees put at stake")


def at_stake(*, author: User, but: str = "", worth: Mapping[str, int]) -> int | None:
    """Kopecks a month that all an employee has started can cost, but for what has this code; None when nothing bounds
    one of it. A query for each kind of thing."""
    total = 0
    for _name, stakes in STAKES:
        for most in stakes(author, but, worth):
            if most is None:
                return None
            total += most
    return total


def of_campaigns(author: User, but: str, worth: Mapping[str, int]) -> Iterator[int | None]:
    """Paused ones count: they go on with a click."""
    started = Campaign.objects.filter(state__in=_COUNTED, version__author=author).exclude(code=but)
    yield from (_most(raw, worth) for raw in started.values_list("version__definition", flat=True))


STAKES.add("campaigns", of_campaigns)


def _most(raw: Any, worth: Mapping[str, int]) -> int | None:
    try:
        return exposure(parse_campaign(raw, version=0), worth=worth)
    except InvalidRule:  # of another release: tills leave it out
        return 0


def check_authority(
    *, code: str, most: int | None, starts_at: datetime | None, author: User, worth: Mapping[str, int], at: datetime
) -> bool:
    """Whether the limit of the person covers what can cost `most` kopecks a month. Above it AboveLimit is raised, and
    where no colleague could start it AboveLimitAlone, unless it leaves a day to think better of it. Some ten queries.
    """
    limit = campaign_limit(user_id=author.pk)
    if limit is None:
        return True
    before = at_stake(author=author, but=code, worth=worth)
    if most is not None and before is not None and most + before <= limit:
        return True
    facts: dict[str, Any] = {"most": most, "before": before, "limit": limit}
    if limit == 0 or colleagues(author=author, most=most):
        raise AboveLimit(**facts)
    if starts_at is None or starts_at < at + ALONE:
        raise AboveLimitAlone(**facts)
    return False


def colleagues(*, author: User, most: int | None) -> list[User]:
    """Others who may publish and whose own limit covers so many kopecks a month. Some queries for each who works."""
    others = User.objects.filter(is_active=True, is_staff=True).exclude(pk=author.pk)
    return [one for one in others if one.has_perm(PUBLISH) and _covers(campaign_limit(user_id=one.pk), most)]


def _covers(limit: int | None, most: int | None) -> bool:
    return limit is None or (most is not None and most <= limit)
