"""What staff may do with one certificate: block and unblock it, replace its code, extend it, print it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty import words
from loyalty.admin.certificate_words import PERMISSION_REVEAL, PERMISSION_STATE
from loyalty.admin.kit import say, staff
from loyalty.admin.member_actions import ReasonForm
from loyalty.admin.site import programme_of, require, site
from loyalty.admin.units import last_day
from loyalty.audit.acts import UNMASKED
from loyalty.audit.record import record as audit
from loyalty.certificates.account import balances_of
from loyalty.certificates.block import block
from loyalty.certificates.extend import extend
from loyalty.certificates.models import Certificate
from loyalty.certificates.printed import printed
from loyalty.certificates.replace import replace
from loyalty.certificates.unblock import unblock
from loyalty.clock import now
from loyalty.ledger.cause import Cause, Principal
from loyalty.program.validity import midnight
from loyalty.refusals import Refusal


class ExtendForm(ReasonForm):
    """The last day on which it can pay."""

    day = forms.DateField(label=_("Valid until"), widget=widgets.UnfoldAdminDateWidget())
    field_order = ("day", "reason")


def block_or_unblock(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what will happen, asks for the reason, and does it."""
    row = _certificate(request, pk, PERMISSION_STATE)
    form = ReasonForm(request.POST or None)
    blocked = row.state == Certificate.State.BLOCKED
    if request.method == "POST" and form.is_valid():
        verb: Callable[..., object] = unblock if blocked else block
        done = gettext("The certificate can pay again.") if blocked else gettext("The certificate is blocked.")
        how = {"certificate_id": pk, "reason": form.cleaned_data["reason"], "cause": _cause(request), "at": now()}
        if _did(request, lambda: verb(**how), done):
            return redirect("admin:loyalty_certificate_change", pk)
    title = _("Unblock the certificate") if blocked else _("Block the certificate")
    return _page(request, row, title=title, form=form, what="unblock" if blocked else "block")


def replace_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Another code for what is left."""
    row = _certificate(request, pk, PERMISSION_STATE)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new = replace(certificate_id=pk, reason=form.cleaned_data["reason"], cause=_cause(request), at=now())
        except Refusal as refusal:
            say(request, refusal)
        else:
            messages.success(request, gettext("Replaced: this is the new certificate."))
            return redirect("admin:loyalty_certificate_change", new)
    return _page(request, row, title=_("Replace the certificate"), form=form, what="replace")


def give_more_time(request: HttpRequest, pk: int) -> HttpResponse:
    """A later last day."""
    row = _certificate(request, pk, PERMISSION_STATE)
    zone = programme_of(request).zone
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            until = midnight(form.cleaned_data["day"] + timedelta(days=1), zone)
        except OverflowError:
            form.add_error("day", _("This day is too far away."))
        else:
            how = {"certificate_id": pk, "until": until, "reason": form.cleaned_data["reason"]}
            done = gettext("The certificate is valid longer.")
            if _did(request, lambda: extend(**how, cause=_cause(request), at=now()), done):
                return redirect("admin:loyalty_certificate_change", pk)
    return _page(request, row, title=_("Extend the certificate"), form=form, what="extend")


def print_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The page with the code, on the answer to the POST only; who took it and why is written down."""
    row = _certificate(request, pk, PERMISSION_REVEAL)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        audit(act=UNMASKED, object_kind="certificate", object_id=pk, object_name=str(row), reason=reason)
        page = printed(row, programme=programme_of(request))
        headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=page.name) or ""}
        return HttpResponse(page.body, content_type="application/pdf", headers=headers)
    return _page(request, row, title=_("Print the certificate"), form=form, what="print")


def _did(request: HttpRequest, verb: Callable[[], object], done: str) -> bool:
    try:
        verb()
    except Refusal as refusal:
        say(request, refusal)
        return False
    messages.success(request, done)
    return True


def _certificate(request: HttpRequest, pk: int, permission: str) -> Certificate:
    require(request, permission, "loyalty.view_certificate")
    return get_object_or_404(Certificate.objects.select_related("product"), pk=pk)


def _cause(request: HttpRequest) -> Cause:
    return Cause(principal=Principal("staff", staff(request).pk), reason="by hand")


def _page(request: HttpRequest, row: Certificate, *, title: object, form: forms.Form, what: str) -> HttpResponse:
    at: datetime = now()
    trail = (
        (_("Certificates"), site.url_of("loyalty_certificate_changelist")),
        (str(row), site.url_of("loyalty_certificate_change", row.pk)),
    )
    context: dict[str, Any] = {
        "certificate": row, "form": form, "what": what,
        "left": words.roubles(balances_of([row.pk], at=at)[row.pk].active),
        "last_day": row.valid_until and last_day(row.valid_until, programme_of(request).zone),
    }  # fmt: skip
    return site.page(request, "loyalty/admin/certificates/act.html", title=title, trail=trail, **context)


_SEES = "loyalty.view_certificate"
site.add_page("certificates/<int:pk>/block/", block_or_unblock, name="block_certificate", permission=_SEES)
site.add_page("certificates/<int:pk>/replace/", replace_code, name="replace_certificate", permission=_SEES)
site.add_page("certificates/<int:pk>/extend/", give_more_time, name="extend_certificate", permission=_SEES)
site.add_page("certificates/<int:pk>/print/", print_certificate, name="print_certificate", permission=_SEES)
