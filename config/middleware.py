"""What every answer carries, whichever door gave it."""

import logging
import secrets
import time
from collections.abc import Callable
from http import HTTPStatus

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from config import meters
from config.errors import bad_request, is_api, not_allowed
from config.statements import counted, warn_of_slow
from loyalty.api.kit.address import address_of
from loyalty.api.kit.errors import HttpsRequired, refusal_response
from loyalty.audit.actor import Actor, acting, declared

GetResponse = Callable[[HttpRequest], HttpResponse]

_log = logging.getLogger("loyalty.http")
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


class RequestId:
    """Names the request, measures it, and writes its one log line. The line has the route, never the path or the query:
    those may carry a phone or a card."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        request_id = secrets.token_hex(8)
        request.META["REQUEST_ID"] = request_id
        with counted() as statements:
            response = self._get_response(request)
        response.headers["X-Request-ID"] = request_id
        seconds = time.monotonic() - started
        match = request.resolver_match
        route = match.route if match else "-"
        method = request.method if request.method in _METHODS else "OTHER"  # any word may stand there
        code = request.META.get("OUTCOME")
        meters.REQUESTS.labels(method, route, response.status_code).observe(seconds)
        if code:
            meters.REFUSALS.labels(code).inc()
        warn_of_slow(statements, request_id=request_id, route=route)
        _log.info(
            "request",
            extra={
                "request_id": request_id,
                "method": method,
                "route": route,
                "status": response.status_code,
                "ms": round(seconds * 1000),
                "db_ms": statements.ms,
                "statements": statements.count,
                "principal": request.META.get("PRINCIPAL"),
                "code": code,
            },
        )
        return response


class Headers:
    """Headers that Django does not set by itself. What is not a static file may be somebody's: nobody stores it."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        if is_api(request):
            response.headers["Referrer-Policy"] = "no-referrer"
        return response


class Addresses:
    """Says what is wrong with an address or its method where Django breaks or says nothing.

    NUL in a page's query would reach PostgreSQL, which refuses it with an error (the API refuses it by the parameter's
    name); a 405 of Django's is empty.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if ("%00" in query or "\0" in query) and not is_api(request):
            return bad_request(request, BadRequest("NUL in the query"))
        response = self._get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        return not_allowed(request, response.headers["Allow"])


class ContentPolicy(CSPMiddleware):
    """Two policies: the strict one everywhere, the one Unfold needs under the admin's address."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(f"/{settings.ADMIN_URL}"):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts


class PlainHttpApi:
    """Refuses API calls over plain HTTP. A redirect would teach the caller to send its key in clear first."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.HTTPS and request.path_info.startswith("/api/") and not request.is_secure():
            return refusal_response(request, HttpsRequired())
        return self._get_response(request)


class Acting:
    """Says who acts and from where, for the audit trail. The shop API's verbs name their integration themselves."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ip, request_id = address_of(request), request.META["REQUEST_ID"]
        is_admin = request.path_info.startswith(f"/{settings.ADMIN_URL}")
        if is_admin and request.user.is_authenticated:
            request.META["PRINCIPAL"] = f"staff:{request.user.pk}"
        if not is_admin or request.method in ("GET", "HEAD"):
            with acting(Actor(ip=ip, request_id=request_id)):
                return self._get_response(request)
        with acting(Actor(kind="staff", id=request.user.pk, ip=ip, request_id=request_id)), declared():
            return self._get_response(request)
