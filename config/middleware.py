"""What every answer carries, whichever door gave it."""

import logging
import secrets
import time
from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from config.errors import is_api
from loyalty.api.kit.address import address_of
from loyalty.api.kit.errors import HttpsRequired, refusal_response
from loyalty.audit.actor import Actor, acting, declared

GetResponse = Callable[[HttpRequest], HttpResponse]

_log = logging.getLogger("loyalty.http")
_PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


class RequestId:
    """Names the request, in the answer and in its one log line. The line has the route, never the path or the query:
    those may carry a phone or a card."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        request_id = secrets.token_hex(8)
        request.META["REQUEST_ID"] = request_id
        response = self._get_response(request)
        response.headers["X-Request-ID"] = request_id
        match = request.resolver_match
        _log.info(
            "request",
            extra={
                "request_id": request_id,
                "method": request.method,
                "route": match.route if match else None,
                "status": response.status_code,
                "ms": round((time.monotonic() - started) * 1000),
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
        if settings.HTTPS and is_api(request) and not request.is_secure():
            return refusal_response(request, HttpsRequired())
        return self._get_response(request)


class Acting:
    """Says who acts and from where, for the audit trail. The shop API's verbs name their integration themselves."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ip, request_id = address_of(request), request.META["REQUEST_ID"]
        if not request.path_info.startswith(f"/{settings.ADMIN_URL}") or request.method in ("GET", "HEAD"):
            with acting(Actor(ip=ip, request_id=request_id)):
                return self._get_response(request)
        with acting(Actor(kind="staff", id=request.user.pk, ip=ip, request_id=request_id)), declared():
            return self._get_response(request)
