"""What a running campaign without a bound reaches, through segments and codes, grows only by whoever may start it."""

from collections.abc import Callable, Collection
from typing import ClassVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.authority import worth_of_units
from campaigns.campaign.exposure import exposure
from campaigns.campaign.format import parse_campaign
from campaigns.campaign.models import Campaign
from campaigns.campaign.stakes import COUNTED
from campaigns.conditions.codes import CouponPresented
from campaigns.coupons.models import CouponBatch
from campaigns.engine.definition import Definition
from loyalty.refusals import Refusal, Words
from loyalty.rules.invalid import InvalidRule
from loyalty.rules.kind import Condition
from loyalty.staff.limits import campaign_limit
from loyalty.staff.models import User
from segments.conditions.segment import segments_in
from segments.segment.guards import GUARDS


class ReachAboveLimit(Refusal):
    """`detail` names the campaign."""

    code: ClassVar[str] = "reach_above_limit"
    status: ClassVar[int] = 403
    title: ClassVar[Words] = _("A campaign that your role could not start depends on this")
    hint: ClassVar[Words] = _("Ask a colleague who may start it, or have the campaign given a budget.")


def check_batch(*, code: str, author: User) -> None:
    """Whether an employee may add codes to the batch or loosen its terms. ReachAboveLimit where a campaign of somebody
    else's that nothing bounds opens with them: then they were what bounded it. Three queries."""
    _check(author, lambda one: any(isinstance(leaf, CouponPresented) and code in leaf.batches for leaf in _leaves(one)))


def check_handed_out(*, batches: Collection[str], author: User) -> None:
    """The same of batches of which codes are given away, where new ones are made as they are asked for."""
    endless = CouponBatch.objects.filter(code__in=batches, makes_more=True).order_by("code")
    for code in endless.values_list("code", flat=True) if batches else ():
        check_batch(code=code, author=author)


def _check_segments(codes: frozenset[str], author: User) -> None:
    _check(author, lambda one: bool(segments_in(_leaves(one)) & codes))


def _check(author: User, depends: Callable[[Definition], bool]) -> None:
    if campaign_limit(user_id=author.pk) is None:
        return
    worth = worth_of_units()
    rows = Campaign.objects.filter(state__in=COUNTED).exclude(version__author=author).order_by("title")
    for title, raw in rows.values_list("title", "version__definition"):
        try:
            definition = parse_campaign(raw, version=0)
        except InvalidRule:  # of another release: tills leave it out
            continue
        if depends(definition) and exposure(definition, worth=worth) is None:
            said = _("“{title}” depends on this, and nothing bounds what it can cost.")
            raise ReachAboveLimit(detail=format_lazy(said, title=title))


def _leaves(definition: Definition) -> list[Condition]:
    return [] if definition.when is None else list(definition.when.leaves())


GUARDS.add("campaigns", _check_segments)
