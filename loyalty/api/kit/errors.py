"""Turns what a view raises into a problem. Unknown exceptions go on to Django's handler, which logs and hides them."""

import logging
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from loyalty.api.kit.problem import problem_response, refusal_body, request_id_of
from loyalty.clock import now
from loyalty.ledger.book import AccountFrozen
from loyalty.ledger.freeze_broken import freeze_broken
from loyalty.refusals import Refusal, Words

_log = logging.getLogger("loyalty.api")


class NotFound(Refusal):
    """What is absent and what belongs to somebody else are answered alike."""

    code: ClassVar[str] = "not_found"
    status: ClassVar[int] = 404
    title: ClassVar[Words] = _("There is nothing here")


class Forbidden(Refusal):
    code: ClassVar[str] = "forbidden"
    status: ClassVar[int] = 403
    title: ClassVar[Words] = _("Not allowed")


class MethodNotAllowed(Refusal):
    code: ClassVar[str] = "method_not_allowed"
    status: ClassVar[int] = 405
    title: ClassVar[Words] = _("This address does not take this method")


class BadRequest(Refusal):
    code: ClassVar[str] = "bad_request"
    status: ClassVar[int] = 400
    title: ClassVar[Words] = _("The request could not be read")


class UnknownParameter(Refusal):
    """A misspelt `dry_run` must not become a real return."""

    code: ClassVar[str] = "unknown_parameter"
    status: ClassVar[int] = 400
    title: ClassVar[Words] = _("There is no such parameter")


class InternalError(Refusal):
    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    title: ClassVar[Words] = _("Something broke on our side")
    hint: ClassVar[Words] = _(
        "Repeat the request with the same Idempotency-Key. If it fails again, tell us the request_id."
    )


class Unavailable(Refusal):
    code: ClassVar[str] = "unavailable"
    status: ClassVar[int] = 503
    title: ClassVar[Words] = _("We cannot answer right now")
    hint: ClassVar[Words] = _("Repeat the request in a moment, a write with the same Idempotency-Key.")
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "1"}


class HttpsRequired(Refusal):
    code: ClassVar[str] = "https_required"
    status: ClassVar[int] = 403
    title: ClassVar[Words] = _("Call the API over https")
    hint: ClassVar[Words] = _("The key has just been sent in clear: replace it.")


def handle(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """DRF's exception handler: the problem, or None for an error of ours."""
    request: HttpRequest = context["request"]
    view = context["view"]
    headers: dict[str, str] = {}
    refusal: Refusal
    if isinstance(error, Refusal):
        refusal = error
    elif is_of_database(error):
        _log.warning("database", extra={"code": _sqlstate(error), "request_id": request_id_of(request)})
        refusal = Unavailable()
    elif isinstance(error, IntegrityError) and freeze_broken(error=error, at=now()):
        refusal = AccountFrozen()
    elif isinstance(error, Http404):
        refusal = NotFound()
    elif isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        refusal = Forbidden()
    elif isinstance(error, exceptions.MethodNotAllowed):
        refusal, headers = MethodNotAllowed(), {"Allow": ", ".join(view.allowed_methods)}
    elif isinstance(error, exceptions.APIException):
        refusal = BadRequest()
    else:
        return None
    facts = view.facts(refusal) if refusal.facts and hasattr(view, "facts") else refusal.facts
    return refusal_response(request, refusal, facts=facts, headers=headers)


def is_of_database(error: BaseException | None) -> bool:
    """Whether the database does not answer, or not in time: nothing is wrong with the request, which may come again."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    # It ended the session over `transaction_timeout` or the idle one, and calls these internal errors.
    return isinstance(error, DatabaseError) and _sqlstate(error) in ("25P03", "25P04")


def refusal_response(
    request: HttpRequest,
    refusal: Refusal,
    *,
    facts: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The problem for a refusal, with the headers that go with it; `facts` as the API writes them."""
    request.META["OUTCOME"] = refusal.code  # for the request's log line
    said = refusal.facts if facts is None else facts
    body = refusal_body(refusal, request_id=request_id_of(request), facts=said)
    waits = {"Retry-After": str(said["retry_after"])} if "retry_after" in said else {}
    return problem_response(
        body, status=refusal.status, headers={**getattr(refusal, "headers", {}), **waits, **(headers or {})}
    )


def _sqlstate(error: Exception) -> str:
    return str(getattr(error.__cause__, "sqlstate", None) or "connection")
