"""The end of a member's session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cabinet.session import sign_out


@require_POST
def leave_session(request: HttpRequest) -> HttpResponse:
    sign_out(request)
    return redirect("cabinet:sign_in")
