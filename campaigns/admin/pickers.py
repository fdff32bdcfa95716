"""Searching for campaigns and batches of coupons."""

from collections.abc import Sequence

from django.db.models import Q

from campaigns.campaign.models import Campaign
from campaigns.coupons.models import CouponBatch
from loyalty.admin.pickers import PICKERS, Choice, Picker
from loyalty.admin.rule_names import NAMES, told_apart
from loyalty.staff.models import User


def _found(term: str, user: User, most: int) -> list[Choice]:
    rows = Campaign.objects.exclude(state=Campaign.State.ARCHIVED).filter(
        Q(title__icontains=term) | Q(code__icontains=term)
    )
    return [Choice(one.code, one.name, str(Campaign.State(one.state).label)) for one in rows.order_by("title")[:most]]


def _named(codes: Sequence[str], user: User) -> list[Choice]:
    return [Choice(one.code, one.name) for one in Campaign.objects.filter(code__in=codes)]


def _batches(term: str, user: User, most: int) -> list[Choice]:
    rows = CouponBatch.objects.filter(Q(name__icontains=term) | Q(code__icontains=term)).order_by("name")
    return [Choice(*row) for row in rows.values_list("code", "name")[:most]]


def _named_batches(codes: Sequence[str], user: User) -> list[Choice]:
    return [Choice(*row) for row in CouponBatch.objects.filter(code__in=codes).values_list("code", "name")]


PICKERS.add("campaign", Picker(permission="campaigns.view_campaign", search=_found, named=_named))
PICKERS.add("batch", Picker(permission="campaigns.view_couponbatch", search=_batches, named=_named_batches))
NAMES.add("batch", lambda codes: told_apart(dict(CouponBatch.objects.values_list("code", "name"))))
