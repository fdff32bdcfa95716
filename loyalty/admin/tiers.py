"""The ladder of tiers as one page: what is counted, over how long, the tiers, and how many members are in each."""

from itertools import pairwise
from typing import Any

import msgspec
from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty.admin.fields import PercentField, ScaledField
from loyalty.admin.kit import say, staff
from loyalty.admin.program import CHANGE_PERMISSION
from loyalty.admin.site import programme_of, require, site
from loyalty.program.change_settings import change_settings
from loyalty.program.settings import EarnPercent, Ladder, Settings, Tier
from loyalty.refusals import Refusal
from loyalty.tiers.models import MemberTier

MEASURES = (
    ("", _("no tiers")),
    ("spend", _("roubles paid in money for goods")),
    ("orders", _("purchases")),
    ("points", _("status points that campaigns give")),
)
WINDOWS = (("days", _("the last days")), ("year", _("a calendar year, held to the end of the next one")))
_COLUMNS = ("code", "name_ru", "name_en", "threshold", "rate")


class LadderForm(forms.Form):
    """Rows from the lowest tier up; an empty row is no tier."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    measure = forms.ChoiceField(
        label=_("What is counted"), choices=MEASURES, required=False, widget=widgets.UnfoldAdminSelectWidget(),
        help_text=_("Counting begins with the purchases after it is switched on."),
    )  # fmt: skip
    window = forms.ChoiceField(label=_("Over"), choices=WINDOWS, widget=widgets.UnfoldAdminSelectWidget())
    days = ScaledField(label=_("How many days"), scale=0, least=1, most=3_650, required=False)

    def __init__(self, *args: Any, settings: Settings, based_on: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._before = settings
        self.use_required_attribute = False
        tiers = settings.ladder.tiers if settings.ladder else ()
        self._rows = range(min(12, len(tiers) + 3))
        for number in self._rows:
            self.fields.update({f"{name}_{number}": field for name, field in _row_fields().items()})
        self.initial = {**_initial(settings.ladder), "based_on": based_on}

    def rows(self) -> list[list[Any]]:
        """The bound fields of each tier, for the template."""
        return [[self[f"{name}_{number}"] for name in _COLUMNS] for number in self._rows]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("measure"):
            cleaned["settings"] = msgspec.structs.replace(self._before, ladder=None)
            return cleaned
        if cleaned.get("window") == "days" and cleaned.get("days") is None:
            self.add_error("days", _("Enter how many days, for example 365."))
        tiers = self._tiers(cleaned)
        if not tiers and not self.errors:
            self.add_error("code_0", _("Enter at least one tier."))
        if not self.errors:
            days = cleaned["days"] if cleaned["window"] == "days" else None
            ladder = Ladder(measure=cleaned["measure"], days=days, tiers=tuple(tiers))
            cleaned["settings"] = msgspec.structs.replace(self._before, ladder=ladder)
        return cleaned

    def _tiers(self, cleaned: dict[str, Any]) -> list[Tier]:
        tiers: list[tuple[int, Tier]] = []
        for number in self._rows:
            given: dict[str, Any] = {name: cleaned.get(f"{name}_{number}") for name in _COLUMNS}
            if all(value in (None, "") for value in given.values()):
                continue
            for name in ("code", "name_ru", "name_en", "threshold"):
                if given[name] in (None, "") and f"{name}_{number}" not in self.errors:
                    self.add_error(f"{name}_{number}", _("This part of the tier is missing."))
            if any(f"{name}_{number}" in self.errors for name in _COLUMNS):
                continue
            rate = given.pop("rate")
            tiers.append((number, Tier(**given, earn=None if rate is None else EarnPercent(rate=rate))))
        for (_number, low), (number, high) in pairwise(tiers):
            if high.threshold <= low.threshold:
                self.add_error(f"threshold_{number}", _("Each tier must begin above the one before it."))
        codes = [tier.code for _number, tier in tiers]
        for place, (number, tier) in enumerate(tiers):
            if tier.code in codes[:place]:
                self.add_error(f"code_{number}", _("Another tier has this code."))
        return [tier for _number, tier in tiers]


def _row_fields() -> dict[str, forms.Field]:
    code = RegexValidator(r"^[a-z][a-z0-9-]*$", _("Use small Latin letters, digits and dashes."))

    def text(label: Any, longest: int, *validators: Any) -> forms.CharField:
        widget = widgets.UnfoldAdminTextInputWidget()
        return forms.CharField(label=label, max_length=longest, required=False, validators=validators, widget=widget)

    return {
        "code": text(_("Code"), 32, code),
        "name_ru": text(_("Name in Russian"), 64),
        "name_en": text(_("Name in English"), 64),
        "threshold": ScaledField(label=_("From"), scale=2, least=1, required=False),
        "rate": PercentField(label=_("Gives back"), required=False),
    }


def _initial(ladder: Ladder | None) -> dict[str, Any]:
    if ladder is None:
        return {"measure": "", "window": "days", "days": 365}
    initial: dict[str, Any] = {
        "measure": ladder.measure, "window": "year" if ladder.days is None else "days", "days": ladder.days
    }  # fmt: skip
    for number, tier in enumerate(ladder.tiers):
        initial |= {f"{name}_{number}": getattr(tier, name) for name in ("code", "name_ru", "name_en", "threshold")}
        if isinstance(tier.earn, EarnPercent):
            initial[f"rate_{number}"] = tier.earn.rate
    return initial


def tiers(request: HttpRequest) -> HttpResponse:
    """A change is a new version of the programme's rules."""
    current = programme_of(request)
    may_change = request.user.has_perm(CHANGE_PERMISSION)
    form = LadderForm(request.POST or None, settings=current.settings, based_on=current.version)
    if request.method == "POST":
        require(request, CHANGE_PERMISSION)
        if form.is_valid() and _saved(request, form):
            return redirect("admin:tiers")
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    found = MemberTier.objects.exclude(tier="").values_list("tier").annotate(members=Count("pk"))
    members = dict(found)
    ladder = current.settings.ladder
    return site.page(
        request, "loyalty/admin/tiers.html", title=_("Tiers"), form=form, may_change=may_change,
        counts=[(tier, members.get(tier.code, 0)) for tier in ladder.tiers] if ladder else [],
    )  # fmt: skip


def _saved(request: HttpRequest, form: LadderForm) -> bool:
    try:
        change_settings(
            settings=form.cleaned_data["settings"], author=staff(request), note=gettext("Tiers"),
            based_on=form.cleaned_data["based_on"],
        )  # fmt: skip
    except Refusal as refusal:
        say(request, refusal)
        return False
    messages.success(request, gettext("Saved. Members are brought to their tiers at night, upwards with a purchase."))
    return True


site.add_page("tiers/", tiers, name="tiers", permission="loyalty.view_program")
