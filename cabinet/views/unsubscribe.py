"""The page behind «unsubscribe» in a letter. A GET changes nothing: mail servers open links to look what is there."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from loyalty.api.kit.address import address_of
from loyalty.api.kit.problem import request_id_of
from loyalty.clock import now
from loyalty.members.find import get
from loyalty.messages.unsubscribe import unsubscribe
from loyalty.messages.unsubscribe_token import read_token
from loyalty.program.current import program


@csrf_exempt  # the mail program itself posts here (RFC 8058); the signature is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def leave_letters(request: HttpRequest, token: str) -> HttpResponse:
    """Asks once, then says that it is done; 404 for a link that is not ours."""
    member_id = read_token(token=token)
    if member_id is None or get(member_id=member_id) is None:
        raise Http404
    done = request.method == "POST"
    if done:
        proof = {"ip": address_of(request), "request": request_id_of(request)}
        unsubscribe(member_id=member_id, proof=proof, at=now())
    return render(request, "cabinet/unsubscribe.html", {"programme": program().name, "done": done})
