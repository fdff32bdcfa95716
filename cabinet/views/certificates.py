"""The member's certificates: the list, one of them with its code, and putting one in by its code."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.certificate import cards, certificate_page
from cabinet.forms import CertificateForm
from cabinet.visit import Visit, for_members
from loyalty.certificates.bind import bind
from loyalty.certificates.printed import printed
from loyalty.certificates.unbind import unbind
from loyalty.certificates.wallet import open_wallet, own_certificate, wallet
from loyalty.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def certificates(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A POST puts one into the cabinet; what does not open says one thing, whatever the cause."""
    form = CertificateForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            found = bind(member_id=visit.member.id, code=data["code"], pin=data["pin"] or None, at=visit.at)
        except Refusal as refusal:
            form.add_error("code", f"{refusal.title}. {refusal.hint}")
        else:
            return redirect("cabinet:certificate", found)
    mine = cards(wallet(member_id=visit.member.id, at=visit.at), zone=visit.zone)
    context = {"programme": visit.programme.name, "certificates": mine, "form": form}
    return render(request, "cabinet/certificates.html", context)


@require_safe
@for_members
def certificate(request: HttpRequest, visit: Visit, certificate_id: int) -> HttpResponse:
    found = open_wallet(member_id=visit.member.id, certificate_id=certificate_id, at=visit.at)
    if found is None:
        raise Http404
    page = certificate_page(found, zone=visit.zone)
    return render(request, "cabinet/certificate.html", {"programme": visit.programme.name, "certificate": page})


@require_safe
@for_members
def print_certificate(request: HttpRequest, visit: Visit, certificate_id: int) -> HttpResponse:
    """The page to print, for its holder."""
    row = own_certificate(member_id=visit.member.id, certificate_id=certificate_id)
    if row is None:
        raise Http404
    page = printed(row, programme=visit.programme)
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=page.name) or ""}
    return HttpResponse(page.body, content_type="application/pdf", headers=headers)


@require_POST
@for_members
def remove(request: HttpRequest, visit: Visit, certificate_id: int) -> HttpResponse:
    """Out of the cabinet; whoever has the code pays as before."""
    if not unbind(member_id=visit.member.id, certificate_id=certificate_id, at=visit.at):
        raise Http404
    return redirect("cabinet:certificates")
