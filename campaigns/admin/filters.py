"""Filters of campaigns: of the list, and of the pages that draw all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.campaign.models import Campaign, CampaignLane
from loyalty.admin.staff_words import person
from loyalty.refusals import Words
from loyalty.staff.models import User

Options = list[tuple[str, Any]]


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """`name` is that of the parameter in the address, `of` narrows rows to a value."""

    name: str
    label: Words
    options: Callable[[], Options]
    of: Callable[[Any, str], Any]


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """A question that narrows a page, with what may be chosen and what is; empty: everything."""

    name: str
    label: Words
    options: Options
    chosen: str


def _lanes() -> Options:
    return [(lane.code, lane.name) for lane in CampaignLane.objects.all()]


def _tags() -> Options:
    tags = {tag for kept in Campaign.objects.exclude(tags=[]).values_list("tags", flat=True) for tag in kept}
    return [(tag, tag) for tag in sorted(tags)]


def _owners() -> Options:
    owners = User.objects.filter(pk__in=Campaign.objects.values("owner")).order_by("first_name", "username")
    return [(str(one.pk), person(one)) for one in owners]


def _of_owner(rows: Any, value: str) -> Any:
    return rows.filter(owner_id=int(value)) if value.isascii() and value.isdigit() else rows


_LANE = _Kind(name="lane", label=_("Lane"), options=_lanes, of=lambda rows, value: rows.filter(draft__lane=value))
_TAG = _Kind(name="tag", label=_("Tag"), options=_tags, of=lambda rows, value: rows.filter(tags__contains=[value]))
_OWNER = _Kind(name="owner", label=pgettext_lazy("campaign", "Owner"), options=_owners, of=_of_owner)


def narrowed(rows: Any, request: HttpRequest) -> tuple[Any, list[Narrowing]]:
    """The rows that the address asks for, and the questions where there is something to choose. Three queries."""
    asked = []
    for kind in (_LANE, _TAG, _OWNER):
        chosen, options = request.GET.get(kind.name, "").replace("\0", ""), kind.options()
        if chosen:
            rows = kind.of(rows, chosen)
        if chosen or len(options) > 1:
            asked.append(Narrowing(name=kind.name, label=kind.label, options=options, chosen=chosen))
    return rows, asked


class _ListFilter(admin.SimpleListFilter):
    kind: _Kind

    def lookups(self, request: HttpRequest, model_admin: Any) -> Options:
        return self.kind.options()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return self.kind.of(queryset, self.value() or "") if self.value() else queryset


class LaneFilter(_ListFilter):
    kind, title, parameter_name = _LANE, _("Lane"), "lane"


class TagFilter(_ListFilter):
    kind, title, parameter_name = _TAG, _("Tag"), "tag"


class OwnerFilter(_ListFilter):
    kind, title, parameter_name = _OWNER, pgettext_lazy("campaign", "Owner"), "owner"
