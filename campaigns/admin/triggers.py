"""Points for events: the list with how often and how much was given, the form, and what came of each event."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, Sum
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.admin.trigger_form import TriggerForm
from campaigns.triggers.models import TriggerCampaign, TriggerResult
from campaigns.triggers.save_trigger import save_trigger
from loyalty import words
from loyalty.admin.kit import ReadOnlyAdmin, StaffAdmin, short, staff
from loyalty.admin.site import site
from loyalty.clock import now
from loyalty.ledger.units import kept_units


class TriggerAdmin(StaffAdmin):
    empty_text = _("Points for joining, for a birthday, for a review will stand here, with how often they were given.")
    empty_start = (_("Choose a ready mechanic"), "admin:campaign_gallery", "campaigns.add_campaign")
    form = TriggerForm
    list_display = ("title", "gives", "is_on", "times", "points", "refused")
    list_select_related = ("version",)
    fieldsets = (
        (None, {"fields": ("code", "title_ru", "title_en", "is_on")}),
        (_("What for"), {"fields": ("event", "shop_event", "segment", "when")}),
        (_("How much"), {"fields": (("unit", "points"), "coupon")}),
        (_("Limits"), {"fields": (("member_times", "member_period"), ("budget_points", "budget_period"))}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        given = Q(results__code="given")
        return super().get_queryset(request).annotate(
            given_times=Count("results", filter=given), given_points=Sum("results__points"),
            refused_times=Count("results", filter=~given & Q(results__isnull=False)),
        )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form knows who fills it in: a role starts what it may."""
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"author": staff(request)})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        saved = save_trigger(
            code=obj.code, title_ru=obj.title_ru, title_en=obj.title_en, terms=form.cleaned_data["terms"],
            is_on=obj.is_on, author=staff(request), at=now(),
        )  # fmt: skip
        obj.pk = saved.pk

    @admin.display(description=_("For what"))
    def title(self, trigger: TriggerCampaign) -> str:
        return trigger.title_ru if words.is_russian() else trigger.title_en

    @admin.display(description=_("Gives"))
    def gives(self, trigger: TriggerCampaign) -> str:
        terms = trigger.version.terms if trigger.version else None
        if not terms:
            return "—"
        points = words.points(terms["points"], kept_units()[terms["unit"]].words) if terms["points"] else ""
        coupon = gettext("a coupon of {batch}").format(batch=terms["coupon"]) if terms.get("coupon") else ""
        return " + ".join(part for part in (points, coupon) if part)

    @admin.display(description=_("Times given"))
    def times(self, trigger: Any) -> int:
        return int(trigger.given_times)

    @admin.display(description=_("Points given"))
    def points(self, trigger: Any) -> str:
        unit = kept_units()[trigger.version.terms["unit"]].words
        return words.points(trigger.given_points or 0, unit)

    @admin.display(description=_("Times not given"))
    def refused(self, trigger: Any) -> int:
        return int(trigger.refused_times)


class TriggerResultAdmin(ReadOnlyAdmin):
    """Why points came, or did not."""

    list_display = ("when", "member_words", "trigger", "what", "points", "coupon")
    list_filter = ("code", "trigger")
    list_select_related = ("member", "trigger", "coupon")
    search_fields = ("=member__pk",)
    search_help_text = _("Number of the member")
    ordering = ("-pk",)

    @admin.display(description=_("When"))
    def when(self, result: TriggerResult) -> str:
        return short(result.at)

    @admin.display(description=_("Member"))
    def member_words(self, result: TriggerResult) -> str:
        return gettext("Member %(id)s") % {"id": result.member_id}

    @admin.display(description=_("What came of it"))
    def what(self, result: TriggerResult) -> str:
        return str(TriggerResult.Code(result.code).label)


site.register(TriggerCampaign, TriggerAdmin)
site.register(TriggerResult, TriggerResultAdmin)
