"""Answers to what never reached a view: pages for people, problem+json for machines."""

import sys
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views import defaults

from loyalty.api.kit.errors import (
    BadRequest,
    Forbidden,
    InternalError,
    MethodNotAllowed,
    NotFound,
    Unavailable,
    is_of_database,
    refusal_response,
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A forged Host, a body or a form over the limits, an unreadable multipart."""
    if is_api(request):
        return refusal_response(request, BadRequest())
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return refusal_response(request, Forbidden())
    return defaults.permission_denied(request, exception)


def not_allowed(request: HttpRequest, allow: str) -> HttpResponse:
    """An address that only a button of a page calls, or a method of no address; `allow` is what it takes."""
    if is_api(request):
        return refusal_response(request, MethodNotAllowed(), headers={"Allow": allow})
    page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
    page.headers["Allow"] = allow
    return page


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return refusal_response(request, NotFound())
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """While the database does not answer, 503 and a page that asks it nothing; 500 for everything else."""
    if is_of_database(sys.exception()):
        return refusal_response(request, Unavailable()) if is_api(request) else _unavailable(request)
    if is_api(request):
        return refusal_response(request, InternalError())
    return defaults.server_error(request)


def _unavailable(request: HttpRequest) -> HttpResponse:
    """No request in its context: whoever is signed in, the messages for them and the programme are in the database."""
    is_admin = request.path_info.startswith(f"/{settings.ADMIN_URL}")
    page = render_to_string("503.html", {"first": reverse("admin:index" if is_admin else "cabinet:home")})
    return HttpResponse(page, status=503, headers={"Retry-After": "2"})


def is_api(request: HttpRequest) -> bool:
    """Whether the caller is a machine that wants problem+json rather than a page."""
    return request.path_info.startswith(("/api/", "/health/", "/metrics"))
