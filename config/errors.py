"""Answers to what never reached a view: pages for people, problem+json for machines."""

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from loyalty.api.kit.errors import BadRequest, Forbidden, InternalError, NotFound, refusal_response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A forged Host, a body or a form over the limits, an unreadable multipart."""
    if is_api(request):
        return refusal_response(request, BadRequest())
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return refusal_response(request, Forbidden())
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return refusal_response(request, NotFound())
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if is_api(request):
        return refusal_response(request, InternalError())
    return defaults.server_error(request)


def is_api(request: HttpRequest) -> bool:
    """Whether the caller is a machine that wants problem+json rather than a page."""
    return request.path_info.startswith("/api/")
