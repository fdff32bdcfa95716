"""Closing a month: what it means, the figures it will keep, and the button."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from analytics.accounting.close_months import close_months
from analytics.accounting.read_months import read_months
from analytics.admin.accounting import CLOSE, chosen
from analytics.admin.accounting_address import Leads
from analytics.admin.accounting_words import month_name, table_of
from loyalty.admin.kit import say, short, staff
from loyalty.admin.site import site
from loyalty.clock import now
from loyalty.ledger.last_proof import last_proof
from loyalty.ledger.models import Unit
from loyalty.refusals import Refusal


class CloseForm(forms.Form):
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("For whoever reads it later. May be empty."),
    )  # fmt: skip
    sure = forms.BooleanField(
        label=_("I understand that nobody can open the month again"),
        error_messages={"required": _("Closing cannot be undone: say that you know it.")},
    )


def close(request: HttpRequest) -> HttpResponse:
    """Says what will happen; closes on POST and shows the month."""
    at, months = now(), read_months()
    report = chosen(request.GET, months, at)
    back = site.url_of("accounting")
    if report is None or report.closed or not report.is_over(at):
        messages.info(request, gettext("There is no month to close."))
        return redirect(back)
    month = report.period.month
    address = f"{back}?month={month.strftime('%Y-%m')}"
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            closed = close_months(month=month, author_id=staff(request).pk, note=form.cleaned_data["note"], at=at)
        except Refusal as refusal:
            say(request, refusal)
        else:
            text = ngettext("{n} month is closed.", "{n} months are closed.", closed)
            messages.success(request, text.format(n=closed))
            return redirect(address)
    units, proof = Unit.objects.in_bulk(), last_proof()
    earlier = [one.period.month for one in months if one.closed is None and one.period.month < month]
    return site.page(
        request, "analytics/admin/accounting_close.html", title=_("Close the month"), form=form,
        trail=((_("Points for the accountant"), address),), name=month_name(month), back=address,
        earlier=len(earlier), since=month_name(earlier[0]) if earlier else "",
        tables=[table_of(units[unit], one, Leads(month=month, shown=False)) for unit, one in report.units.items()],
        proof=proof, proved_at=short(proof.at) if proof else "",
    )  # fmt: skip


site.add_page("accounting/close/", close, name="accounting_close", permission=CLOSE)
