"""The terms of invitations as a form of questions."""

from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from campaigns.admin.trigger_form import PERIODS
from campaigns.referrals.signs import SIGNS
from campaigns.referrals.terms import InForce, Terms, parse_terms
from loyalty.admin.fields import RoublesField, ScaledField
from loyalty.ledger.units import units
from loyalty.money import BONUS
from loyalty.rules.invalid import InvalidRule

OF_MEMBER = tuple(one for one in PERIODS if one[0] != "all")
SECTIONS = (
    (_("Does it work now"), "", ("is_on",)),
    (
        _("What whoever invites gets"),
        _("What the friend gets is a campaign with the condition “came by an invitation”, or points for the event."),
        ("unit", "points", "least_kopecks", "wait_days"),
    ),
    (_("How much time there is"), "", ("bind_days", "order_days")),
    (
        _("How much at most"),
        _("Empty: without a cap. What is over a cap is not paid later."),
        ("member_times", "member_period", "per_member_all", "budget_points", "budget_period"),
    ),
    (
        _("When the two may be one person"),
        _("Such an invitation is not refused: it waits until an employee has looked at it."),
        ("same", "attributes"),
    ),
    (
        _("What friends are sent"),
        _("{link} and {code} stand for the member’s own."),
        ("share_ru", "share_en"),
    ),
)


def _whole(label: Any, help_text: Any = "", suffix: Any = "", *, most: int | None = 10**12, least: int = 1,
           required: bool = False) -> ScaledField:  # fmt: skip
    return ScaledField(
        label=label, help_text=help_text, suffix=suffix, scale=0, least=least, most=most, required=required
    )


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=widgets.UnfoldAdminSelectWidget())


def _text(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 3}))


class ReferralForm(forms.Form):
    """`terms` in the cleaned data is the stored form."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    is_on = forms.BooleanField(
        label=_("Members can invite friends"), required=False, widget=widgets.UnfoldBooleanSwitchWidget(),
        help_text=_("Off: codes do not work; rewards that were promised still come."),
    )  # fmt: skip
    unit = _choice(_("Kind of points"), ())
    points = ScaledField(label=_("How many points for a friend"), scale=0, least=1, most=10**12)
    least_kopecks = RoublesField(
        label=_("The friend’s first purchase is at least"), most=10**12,
        help_text=_("Paid in money for goods, less returns. A smaller one does not count, and the next one may."),
    )  # fmt: skip
    wait_days = _whole(
        _("Points come so long after the purchase"),
        _("Empty: when goods can no longer be returned. Sooner: a return takes the points back."),
        _("days"), most=3_650, least=0,
    )  # fmt: skip
    bind_days = _whole(
        _("A code is taken after joining for"), _("0: only while joining. Always before the first purchase."),
        _("days"), most=365, least=0, required=True,
    )  # fmt: skip
    order_days = _whole(
        _("The first purchase is waited for"), "", _("days"), most=3_650, required=True
    )  # fmt: skip
    member_times = _whole(_("For one member at most, rewards"))
    member_period = _choice(_("in"), OF_MEMBER)
    per_member_all = _whole(_("For one member in all, rewards"))
    budget_points = _whole(_("For all members at most, points"))
    budget_period = _choice(_("in"), PERIODS)
    same = forms.MultipleChoiceField(
        label=_("Signs that are looked for"), choices=SIGNS.items(), required=False,
        widget=widgets.UnfoldAdminCheckboxSelectMultipleWidget(),
    )  # fmt: skip
    attributes = forms.CharField(
        label=_("Attributes of purchases that tell who paid"), required=False, max_length=300,
        widget=widgets.UnfoldAdminTextInputWidget(),
        help_text=_("As tills send them, separated by commas: card_fingerprint, delivery_address."),
    )  # fmt: skip
    share_ru = _text(_("In Russian"))
    share_en = _text(_("In English"))

    def __init__(self, *args: Any, holds: InForce | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        scales = {code: view.words.scale for code, view in units().items()}
        self.fields["unit"].choices = [(code, code) for code in scales]  # type: ignore[attr-defined]
        terms = holds.terms if holds else Terms(points=100)
        self.initial = {
            **_initial(terms),
            "is_on": bool(holds and holds.is_on),
            "based_on": holds.number if holds else 0,
        }
        scale = scales.get(str(self.data.get("unit") or self.initial["unit"]), 0)
        for name in ("points", "budget_points"):
            self.fields[name].scale = scale  # type: ignore[attr-defined]

    def sections(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        """Title, introduction and bound fields of each part, for the template."""
        return [(title, intro, [self[name] for name in names]) for title, intro, names in SECTIONS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                cleaned["terms"] = msgspec.to_builtins(parse_terms(_terms(cleaned)))
            except InvalidRule as wrong:
                self.add_error("attributes", str(wrong.detail))
        return cleaned


def _terms(cleaned: dict[str, Any]) -> dict[str, Any]:
    def limit(name: str, period: str) -> dict[str, Any] | None:
        return None if cleaned[name] is None else {"limit": cleaned[name], "period": cleaned[period]}

    plain = ("unit", "points", "least_kopecks", "wait_days", "bind_days", "order_days", "per_member_all", "same",
             "share_ru", "share_en")  # fmt: skip
    names = (name.strip() for name in cleaned["attributes"].split(","))
    return {
        **{name: cleaned[name] for name in plain},
        "per_member": limit("member_times", "member_period"),
        "budget": limit("budget_points", "budget_period"),
        "attributes": [name for name in names if name],
    }


def _initial(terms: Terms) -> dict[str, Any]:
    member, budget = terms.per_member, terms.budget
    return {
        **msgspec.structs.asdict(terms),
        "unit": terms.unit or BONUS,
        "member_times": member.limit if member else None,
        "member_period": member.period if member else "month",
        "budget_points": budget.limit if budget else None,
        "budget_period": budget.period if budget else "month",
        "same": list(terms.same),
        "attributes": ", ".join(terms.attributes),
    }
