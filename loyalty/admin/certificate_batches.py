"""Certificates issued by hand: for companies, and cards for the tills. The file with the codes is given once."""

import csv
from io import StringIO
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty import words
from loyalty.admin.certificate_words import PERMISSION_ISSUE
from loyalty.admin.fields import RoublesField, ScaledField
from loyalty.admin.kit import say, short, staff
from loyalty.admin.member_actions import ReasonForm
from loyalty.admin.principals import who_did
from loyalty.admin.site import require, site
from loyalty.certificates.issue_batch import MOST, issue_batch
from loyalty.certificates.models import CertificateBatch, CertificateProduct
from loyalty.certificates.take_file import take_file
from loyalty.certificates.top_up import MOST_KOPECKS
from loyalty.clock import now
from loyalty.ledger.cause import Cause, Principal
from loyalty.refusals import Refusal

SHOWN = 100
WAYS = (
    ("paid", _("for a company that has paid: they can pay at once")),
    ("cards", _("cards for the tills: each is activated when it is sold")),
)


class BatchForm(ReasonForm):
    """What is issued, and the document it was paid by."""

    product = forms.ModelChoiceField(
        label=_("Kind of certificates"), queryset=CertificateProduct.objects.none(),
        widget=widgets.UnfoldAdminSelectWidget(), empty_label=None,
    )  # fmt: skip
    way = forms.ChoiceField(label=_("What for"), choices=WAYS, widget=widgets.UnfoldAdminSelectWidget())
    count = ScaledField(label=_("How many"), scale=0, least=1, most=MOST)
    nominal = RoublesField(label=_("Nominal"), least=100, most=MOST_KOPECKS)
    with_pin = forms.BooleanField(
        label=_("Number and PIN"), required=False, widget=widgets.UnfoldBooleanSwitchWidget(),
        help_text=_("A number of 16 digits and a PIN under a scratch layer; otherwise one long code."),
    )  # fmt: skip
    field_order = ("product", "way", "count", "nominal", "with_pin", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        field = self.fields["product"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = CertificateProduct.objects.filter(is_active=True).order_by("name_ru")
        self.fields["reason"].help_text = _("The invoice or the order of the company: it stays in the journal.")


def batches(request: HttpRequest) -> HttpResponse:
    """The latest batches, and the form of a new one for those who may."""
    may_issue = request.user.has_perm(PERMISSION_ISSUE)
    form = BatchForm(request.POST or None)
    if request.method == "POST":
        require(request, PERMISSION_ISSUE)
        if form.is_valid() and (issued := _issued(request, form)) is not None:
            messages.success(request, gettext("Issued. Take the file with the codes: it is given once."))
            return redirect("admin:certificate_batch", issued)
    rows = CertificateBatch.objects.select_related("product").order_by("-pk")[:SHOWN]
    return site.page(
        request, "loyalty/admin/certificates/batches.html", title=_("Batches of certificates"), trail=_above(),
        form=form if may_issue else None, rows=[_row(row) for row in rows],
    )  # fmt: skip


def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch; the file is the answer to its POST, once."""
    row = get_object_or_404(CertificateBatch.objects.select_related("product"), pk=pk)
    if request.method == "POST":
        require(request, PERMISSION_ISSUE)
        try:
            codes = take_file(batch_id=pk, by=_me(request), at=now())
        except Refusal as refusal:
            say(request, refusal)
            return redirect("admin:certificate_batch", pk)
        out = StringIO()
        table = csv.writer(out)
        table.writerow([gettext("Code"), gettext("PIN"), gettext("Nominal"), gettext("Valid until")])
        for one in codes:
            until = one.valid_until.date().isoformat() if one.valid_until else ""
            table.writerow([one.code, one.pin, f"{one.nominal_kopecks // 100}.{one.nominal_kopecks % 100:02d}", until])
        headers = {"Content-Disposition": f'attachment; filename="certificates-{pk}.csv"'}
        body = "\ufeff" + out.getvalue()  # spreadsheets take a file without the mark for another encoding
        return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)
    return site.page(
        request, "loyalty/admin/certificates/batch.html", title=_("Batch {number}").format(number=pk),
        trail=(*_above(), (_("Batches of certificates"), site.url_of("certificate_batches"))), row=_row(row), batch=row,
        may_take=request.user.has_perm(PERMISSION_ISSUE) and row.exported_at is None,
    )  # fmt: skip


def _issued(request: HttpRequest, form: BatchForm) -> int | None:
    data = form.cleaned_data
    try:
        return issue_batch(
            product=data["product"], count=data["count"], nominal_kopecks=data["nominal"],
            is_paid=data["way"] == "paid", with_pin=data["with_pin"], reason=data["reason"],
            cause=Cause(principal=_me(request), reason="by hand"), at=now(),
        )  # fmt: skip
    except Refusal as refusal:
        say(request, refusal)
        return None


def _row(row: CertificateBatch) -> dict[str, Any]:
    return {
        "id": row.pk, "at": short(row.at), "count": words.number(row.count),
        "kind": row.product.name_ru if words.is_russian() else row.product.name_en,
        "nominal": words.roubles(row.nominal_kopecks), "all": words.roubles(row.count * row.nominal_kopecks),
        "way": dict(WAYS)["paid" if row.is_paid else "cards"], "reason": row.reason,
        "who": who_did("staff", row.author_id), "taken": short(row.exported_at) if row.exported_at else "",
        "taken_by": who_did("staff", row.exported_by_id) if row.exported_by_id else "",
    }  # fmt: skip


def _me(request: HttpRequest) -> Principal:
    return Principal("staff", staff(request).pk)


def _above() -> tuple[tuple[object, str], ...]:
    return ((_("Certificates"), site.url_of("loyalty_certificate_changelist")),)


_SEES = "loyalty.view_certificatebatch"
site.add_page("certificates/batches/", batches, name="certificate_batches", permission=_SEES)
site.add_page("certificates/batches/<int:pk>/", batch, name="certificate_batch", permission=_SEES)
