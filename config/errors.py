"""Answers to what never reached a view: pages for people, problem+json for machines."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import defaults


def problem(*, status: int, code: str, title: str) -> HttpResponse:
    """An RFC 9457 answer in the one shape of the whole API."""
    body = json.dumps({"type": "about:blank", "title": title, "status": status, "code": code}, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type="application/problem+json; charset=utf-8")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A forged Host, a body or a form over the limits, an unreadable multipart."""
    if _wants_problem(request):
        return problem(status=400, code="bad_request", title=_("The request could not be read"))
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _wants_problem(request):
        return problem(status=403, code="forbidden", title=_("Not allowed"))
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _wants_problem(request):
        return problem(status=404, code="not_found", title=_("There is nothing here"))
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if _wants_problem(request):
        return problem(status=500, code="internal_error", title=_("Something broke on our side"))
    return defaults.server_error(request)


def _wants_problem(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
