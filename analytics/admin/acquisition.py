"""What winning a new customer costs: every decision from a month on, and the form for the next one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from analytics.acquisition.costs import Cost, acquisition_costs, cost_on
from analytics.acquisition.models import LEAST_KOPECKS, MOST_KOPECKS, AcquisitionCost
from analytics.acquisition.set_acquisition_cost import set_acquisition_cost
from analytics.admin.accounting_words import month_name
from analytics.dashboards.retention_cost import DECIDE, SEE
from analytics.figures.read import periods_of
from loyalty import words
from loyalty.admin.fields import RoublesField
from loyalty.admin.journal_links import know
from loyalty.admin.kit import short, staff
from loyalty.admin.principals import people
from loyalty.admin.site import programme_of, require, site
from loyalty.clock import now
from loyalty.program.validity import add_months

AHEAD = 12  # months to choose from after this one
BACK = 12  # before it, where no purchases are known from earlier


class AcquisitionForm(forms.Form):
    month = forms.TypedChoiceField(
        label=_("From the month"), coerce=date.fromisoformat, widget=widgets.UnfoldAdminSelectWidget(),
        help_text=_("It holds from this month on, until the month of a later one."),
    )  # fmt: skip
    cost = RoublesField(
        label=_("One new customer costs"), least=LEAST_KOPECKS, most=MOST_KOPECKS,
        help_text=_(
            "What advertising and bringing in new customers cost you in a month, divided by how many of them bought for"
            " the first time."
        ),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Where the figure comes from."),
        error_messages={"required": _("Write the reason: a colleague will ask where the figure comes from.")},
    )  # fmt: skip

    def __init__(self, *args: Any, months: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.isoformat(), month_name(one)) for one in months]


def acquisition_cost(request: HttpRequest) -> HttpResponse:
    """The list for whoever sees figures, the form for whoever decides; on POST the decision joins those before it."""
    at = now()
    today = at.astimezone(programme_of(request).zone).date()
    may_decide = request.user.has_perm(DECIDE)
    costs, months = acquisition_costs(), _months(today)
    usual = today.replace(day=1) if costs else months[0]  # the first figure is meant for all that is shown
    form = AcquisitionForm(request.POST or None, months=months, initial={"month": usual.isoformat()})
    if request.method == "POST":
        require(request, DECIDE)
        if form.is_valid():
            asked = form.cleaned_data
            set_acquisition_cost(
                month=asked["month"], cost_kopecks=asked["cost"], reason=asked["reason"], author_id=staff(request).pk,
                at=at,
            )  # fmt: skip
            messages.success(request, gettext("Saved. It stands beside the cost of retention now."))
            return redirect("admin:analytics_retention")
    return site.page(
        request, "analytics/admin/acquisition.html", title=_("What a new customer costs (CAC)"),
        form=form if may_decide else None, lines=_lines(costs, today),
        trail=((_("Retention"), site.url_of("analytics_retention")),),
    )  # fmt: skip


def _months(today: date) -> list[date]:
    """From the first with figures, or a year ago, to a year ahead."""
    this, counted = today.replace(day=1), periods_of(kind="month")
    first = min([add_months(this, -BACK), *(one.starts for one in counted[:1])])
    last = add_months(this, AHEAD)
    count = (last.year - first.year) * 12 + last.month - first.month
    return [add_months(first, step) for step in range(count + 1)]


def _lines(costs: Sequence[Cost], today: date) -> list[tuple[bool, tuple[str, ...]]]:
    """Whether it holds today, and its cells; the newest first. One query."""
    holds, names = cost_on(costs, today), people({one.author_id for one in costs})
    return [
        (
            one is holds,
            (month_name(one.month), words.roubles(one.cost_kopecks, exact=True), one.reason,
             names.get(one.author_id or 0, gettext("system")), short(one.at)),
        )
        for one in reversed(costs)
    ]  # fmt: skip


know("acquisition_cost", AcquisitionCost)
site.add_page("analytics/acquisition/", acquisition_cost, name="acquisition_cost", permission=SEE)
