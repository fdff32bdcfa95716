"""Points for an event as a form."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from campaigns.admin.stakes_words import above_limit_words
from campaigns.admin.words import place
from campaigns.campaign.authority import AboveLimit
from campaigns.campaign.reach_guards import ReachAboveLimit
from campaigns.coupons.models import CouponBatch
from campaigns.triggers.models import TriggerCampaign
from campaigns.triggers.save_trigger import check_stakes
from campaigns.triggers.terms import EVENTS, parse_terms
from loyalty import words
from loyalty.admin.fields import ScaledField
from loyalty.admin.json_text import parse_json
from loyalty.admin.rule_widget import RuleWidget, show_in_place
from loyalty.clock import now
from loyalty.events.receive import OF_SHOPS
from loyalty.ledger.models import Unit
from loyalty.ledger.units import units
from loyalty.money import BONUS
from loyalty.rules.invalid import InvalidRule
from loyalty.staff.models import User
from segments.admin.description import member_conditions
from segments.check_references import check_references
from segments.segment.models import Segment

PERIODS = (
    ("day", _("a day")), ("week", _("a week")), ("month", _("a month")), ("year", _("a year")), ("all", _("in all")),
)  # fmt: skip
SHOP = "shop"
OF_SEGMENTS = "segment."


def _period(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=PERIODS, initial="month", widget=widgets.UnfoldAdminSelectWidget())


class TriggerForm(forms.ModelForm[TriggerCampaign]):
    """`terms` in the cleaned data is the stored form. `author` fills it in."""

    author: User

    event = forms.ChoiceField(
        label=_("What happens"), choices=(*EVENTS, (SHOP, _("what shops tell of"))),
        widget=widgets.UnfoldAdminSelectWidget(),
    )  # fmt: skip
    shop_event = forms.CharField(
        label=_("The shops’ word for it"), required=False, max_length=58, widget=widgets.UnfoldAdminTextInputWidget(),
        help_text=_("As in the calls of the API: review, visit, survey."),
    )  # fmt: skip
    segment = forms.ChoiceField(label=_("Segment"), required=False, widget=widgets.UnfoldAdminSelectWidget())
    unit = forms.ChoiceField(label=_("Kind of points"), widget=widgets.UnfoldAdminSelectWidget())
    points = ScaledField(label=_("How many points"), scale=0, least=0, required=False)
    coupon = forms.ChoiceField(
        label=_("And a coupon of the batch"), required=False, widget=widgets.UnfoldAdminSelectWidget(),
        help_text=_("Points, a coupon, or both."),
    )  # fmt: skip
    member_times = ScaledField(label=_("For one member at most, times"), scale=0, least=1, required=False)
    member_period = _period(_("in"))
    budget_points = ScaledField(label=_("For all members at most, points"), scale=0, least=1, required=False)
    budget_period = _period(_("in"))
    when = forms.CharField(
        label=_("Conditions about the member"), required=False,
        widget=RuleWidget(conditions=member_conditions, path="when"), help_text=_("Nothing here: for everybody."),
    )  # fmt: skip

    class Meta:
        model = TriggerCampaign
        fields = ("code", "title_ru", "title_en", "is_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scales = {code: view.words.scale for code, view in units().items()}
        self.fields["unit"].choices = unit_choices()  # type: ignore[attr-defined]
        batches = CouponBatch.objects.filter(kind=CouponBatch.Kind.SINGLE, stopped_at=None).order_by("-pk")
        named = [(batch.code, batch.name) for batch in batches]
        self.fields["coupon"].choices = [("", _("none")), *named]  # type: ignore[attr-defined]
        names = [(one.code, str(one)) for one in Segment.objects.order_by("title_ru")]
        self.fields["segment"].choices = [("", "—"), *names]  # type: ignore[attr-defined]
        version = self.instance.version if self.instance.pk else None
        self.initial = {**self.initial, **(_initial(version.terms) if version else {"unit": BONUS})}
        scale = scales.get(str(self.data.get("unit") or self.initial["unit"]), 0)
        for name in ("points", "budget_points"):
            self.fields[name].scale = scale  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("event") == SHOP and not cleaned.get("shop_event"):
            self.add_error("shop_event", _("Enter the word that shops send."))
        budget, points = cleaned.get("budget_points"), cleaned.get("points")
        if budget and points and budget < points:
            self.add_error("budget_points", _("This is less than is given once: nobody would get anything."))
        if not cleaned.get("points") and not cleaned.get("coupon"):
            self.add_error("points", _("Points or a coupon: one of them has to be given"))
        if cleaned.get("budget_points") and not cleaned.get("points"):
            self.add_error("budget_points", _("A budget counts points; for coupons the batch has a limit"))
        if str(cleaned.get("event")).startswith(OF_SEGMENTS) and not cleaned.get("segment"):
            self.add_error("segment", _("Choose the segment."))
        if self.errors:
            return cleaned
        try:
            cleaned["terms"] = _terms(cleaned)
            parsed = parse_terms(cleaned["terms"])
            check_references(rule=parsed.rule, path="when")
            if cleaned.get("is_on"):
                code = cleaned.get("code") or self.instance.code
                check_stakes(code=code, terms=parsed.terms, author=self.author, at=now())
        except AboveLimit as refusal:
            self.add_error("budget_points", above_limit_words(refusal))
        except ReachAboveLimit as refusal:
            self.add_error("coupon", f"{refusal.detail} {refusal.hint}")
        except InvalidRule as wrong:
            self.add_error("when", f"{place(wrong.field or '')}: {wrong.detail}")
            show_in_place(self.fields["when"], wrong)
        except ValueError:
            self.add_error("when", _("This is not JSON."))
        return cleaned


def unit_choices() -> list[tuple[str, str]]:
    """Every kind of points by its name. One query."""
    name = "name_ru" if words.is_russian() else "name_en"
    return [(code, said[:1].upper() + said[1:]) for code, said in Unit.objects.order_by("pk").values_list("code", name)]


def _terms(cleaned: dict[str, Any]) -> dict[str, Any]:
    def limit(name: str, period: str) -> dict[str, Any] | None:
        return None if cleaned[name] is None else {"limit": cleaned[name], "period": cleaned[period]}

    return {
        "event": OF_SHOPS + cleaned["shop_event"] if cleaned["event"] == SHOP else cleaned["event"],
        "when": parse_json(cleaned["when"]) if cleaned["when"].strip() else None,
        "segment": cleaned["segment"] if cleaned["event"].startswith(OF_SEGMENTS) else None,
        "unit": cleaned["unit"],
        "points": cleaned["points"] or 0,
        "coupon": cleaned["coupon"],
        "per_member": limit("member_times", "member_period"),
        "budget": limit("budget_points", "budget_period"),
    }


def _initial(terms: dict[str, Any]) -> dict[str, Any]:
    of_shop = terms["event"].startswith(OF_SHOPS)
    member, budget = terms["per_member"] or {}, terms["budget"] or {}
    return {
        "event": SHOP if of_shop else terms["event"],
        "shop_event": terms["event"].removeprefix(OF_SHOPS) if of_shop else "",
        "segment": terms.get("segment") or "",
        "unit": terms["unit"],
        "points": terms["points"] or None,
        "coupon": terms.get("coupon", ""),
        "when": "" if terms["when"] is None else json.dumps(terms["when"], ensure_ascii=False, indent=1),
        "member_times": member.get("limit"),
        "member_period": member.get("period", "month"),
        "budget_points": budget.get("limit"),
        "budget_period": budget.get("period", "month"),
    }
