"""Searching for campaigns."""

from collections.abc import Sequence

from django.db.models import Q

from campaigns.campaign.models import Campaign
from loyalty.admin.pickers import PICKERS, Choice, Picker
from loyalty.staff.models import User


def _found(term: str, user: User, most: int) -> list[Choice]:
    rows = Campaign.objects.exclude(state=Campaign.State.ARCHIVED).filter(
        Q(title__icontains=term) | Q(code__icontains=term)
    )
    return [Choice(one.code, one.title, str(Campaign.State(one.state).label)) for one in rows.order_by("title")[:most]]


def _named(codes: Sequence[str], user: User) -> list[Choice]:
    return [Choice(*row) for row in Campaign.objects.filter(code__in=codes).values_list("code", "title")]


PICKERS.add("campaign", Picker(permission="campaigns.view_campaign", search=_found, named=_named))
