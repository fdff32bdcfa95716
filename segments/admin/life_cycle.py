"""The life-cycle segments at once, with thresholds that can be set."""

from dataclasses import asdict

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty.admin.fields import ScaledField
from loyalty.admin.kit import say, staff
from loyalty.admin.site import require, site
from loyalty.clock import now
from loyalty.refusals import Refusal
from segments.segment.presets import LifeCycle, stored_life_cycle
from segments.segment.save_life_cycle import save_life_cycle


def _days(label: object) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=3_000, widget=widgets.UnfoldAdminTextInputWidget())  # type: ignore[arg-type]


class LifeCycleForm(forms.Form):
    """The thresholds; each stage begins where the one before ends."""

    new_days = _days(_("New for so many days after joining"))
    risk_days = _days(_("At risk after so many days without a purchase"))
    asleep_days = _days(_("Asleep after so many days without a purchase"))
    lost_days = _days(_("Lost after so many days without a purchase"))
    vip_kopecks = ScaledField(label=_("VIP from so many roubles a year"), scale=2, least=1)

    def clean(self) -> dict[str, int]:
        cleaned = super().clean() or {}
        stages = [cleaned.get(name) for name in ("risk_days", "asleep_days", "lost_days")]
        if not self.errors and stages != sorted(set(stages), key=lambda days: days or 0):
            self.add_error("lost_days", _("The days must grow from stage to stage."))
        return cleaned


def life_cycle(request: HttpRequest) -> HttpResponse:
    """Makes the six segments, or gives those that are there the new thresholds."""
    form = LifeCycleForm(request.POST or None, initial=asdict(stored_life_cycle()))
    if request.method == "POST":
        require(request, "segments.change_segment")
        if form.is_valid():
            try:
                save_life_cycle(life=LifeCycle(**form.cleaned_data), author=staff(request), at=now())
            except Refusal as refusal:
                say(request, refusal)
            else:
                messages.success(request, gettext("The segments are saved. Their members are known within a minute."))
                return redirect("admin:segments_segment_changelist")
    return site.page(
        request, "segments/admin/life_cycle.html", title=_("Life cycle"), form=form,
        trail=((_("Segments"), site.url_of("segments_segment_changelist")),),
    )  # fmt: skip


site.add_page("segments/life-cycle/", life_cycle, name="segment_life_cycle", permission="segments.add_segment")
