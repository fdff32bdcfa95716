"""Filters of the list of campaigns."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.campaign.models import Campaign, CampaignLane
from loyalty.admin.staff_words import person
from loyalty.staff.models import User


class LaneFilter(admin.SimpleListFilter):
    title = _("Lane")
    parameter_name = "lane"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(lane.code, lane.name) for lane in CampaignLane.objects.all()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(draft__lane=self.value()) if self.value() else queryset


class TagFilter(admin.SimpleListFilter):
    title = _("Tag")
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        tags = {tag for kept in Campaign.objects.exclude(tags=[]).values_list("tags", flat=True) for tag in kept}
        return [(tag, tag) for tag in sorted(tags)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(tags__contains=[self.value()]) if self.value() else queryset


class OwnerFilter(admin.SimpleListFilter):
    title = pgettext_lazy("campaign", "Owner")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        owners = User.objects.filter(pk__in=Campaign.objects.values("owner")).order_by("first_name", "username")
        return [(str(one.pk), person(one)) for one in owners]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value() or ""
        return queryset.filter(owner_id=int(value)) if value.isascii() and value.isdigit() else queryset
