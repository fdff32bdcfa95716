"""The share of points that will never be used: a decision from a month on, with its reason."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from analytics.accounting.models import ClosedMonth
from analytics.accounting.set_breakage import set_breakage
from analytics.admin.accounting import DECIDE
from analytics.admin.accounting_words import month_name, unit_title
from loyalty.admin.fields import PercentField
from loyalty.admin.kit import say, staff
from loyalty.admin.site import programme_of, site
from loyalty.clock import now
from loyalty.ledger.models import Unit
from loyalty.program.validity import add_months
from loyalty.refusals import Refusal

BACK, AHEAD = 12, 12  # months to choose from, around this one


class BreakageForm(forms.Form):
    unit = forms.TypedChoiceField(label=_("Kind of points"), coerce=int, widget=widgets.UnfoldAdminSelectWidget())
    month = forms.TypedChoiceField(
        label=_("From the month"), coerce=date.fromisoformat, widget=widgets.UnfoldAdminSelectWidget(),
        help_text=_("Balances at the end of this month and of later ones. Closed months keep their figures."),
    )  # fmt: skip
    rate = PercentField(
        label=_("Will not be used"),
        help_text=_("Of the points people have, the share that will expire or be forgotten: what past months teach."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        error_messages={"required": _("Write the reason: an auditor will ask for it.")},
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[tuple[int, str]], months: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for name, choices in (("unit", units), ("month", [(one.isoformat(), month_name(one)) for one in months])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


def breakage(request: HttpRequest) -> HttpResponse:
    """The form; on POST the decision is kept beside those before it."""
    at = now()
    this = at.astimezone(programme_of(request).zone).date().replace(day=1)
    closed = ClosedMonth.objects.order_by("-month").values_list("month", flat=True).first()
    months = [add_months(this, step) for step in range(-BACK, AHEAD + 1)]
    units = [(one.pk, unit_title(one)) for one in Unit.objects.filter(step_kopecks__isnull=False).order_by("pk")]
    form = BreakageForm(
        request.POST or None, units=units, months=[one for one in months if closed is None or one > closed],
        initial={"month": this.isoformat()},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            set_breakage(
                unit_id=asked["unit"], month=asked["month"], rate=asked["rate"], reason=asked["reason"],
                author_id=staff(request).pk, at=at,
            )  # fmt: skip
        except Refusal as refusal:
            say(request, refusal)
        else:
            messages.success(request, gettext("Decided. Open months are counted with it from now on."))
            return redirect("admin:accounting")
    return site.page(
        request, "analytics/admin/accounting_breakage.html", title=_("Points that will not be used"), form=form,
        trail=((_("Points for the accountant"), site.url_of("accounting")),),
    )  # fmt: skip


site.add_page("accounting/breakage/", breakage, name="accounting_breakage", permission=DECIDE)
