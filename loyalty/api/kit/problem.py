"""The one shape of every error: RFC 9457 problem+json with a stable code, in the caller's language."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest, HttpResponse

from loyalty.refusals import Refusal, Words

PROBLEM_TYPE = "application/problem+json; charset=utf-8"


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An error (RFC 9457). Act on `code`, which is for ever; the words are for people. Some codes add more fields."""

    type: str
    title: str
    status: Annotated[int, msgspec.Meta(ge=400, le=599)]
    code: Annotated[str, msgspec.Meta(pattern="^[a-z_]+$", examples=["not_found"])]
    detail: str = ""
    hint: Annotated[str, msgspec.Meta(description="What to do about it.")] = ""
    field: Annotated[str, msgspec.Meta(description="The input at fault.", examples=["lines[0].price"])] = ""
    request_id: Annotated[str, msgspec.Meta(description="Quote it when you ask us for help.")] = ""


def problem_body(
    *,
    status: int,
    code: str,
    title: Words,
    detail: Words = "",
    hint: Words = "",
    field: str | None = None,
    request_id: str = "",
    facts: Mapping[str, Any] | None = None,
) -> str:
    """The body as text; `facts` become fields beside the standard ones."""
    problem = Problem(
        type="about:blank",
        title=str(title),
        status=status,
        code=code,
        detail=str(detail),
        hint=str(hint),
        field=field or "",
        request_id=request_id,
    )
    return msgspec.json.encode({**msgspec.to_builtins(problem), **(facts or {})}).decode()


def refusal_body(refusal: Refusal, *, request_id: str, facts: Mapping[str, Any]) -> str:
    """The same for a Refusal of the domain or of this kit; `facts` are its own, as the API writes them."""
    return problem_body(
        status=refusal.status,
        code=refusal.code,
        title=refusal.title,
        detail=refusal.detail,
        hint=refusal.hint,
        field=refusal.field,
        request_id=request_id,
        facts=facts,
    )


def problem_response(body: str, *, status: int, headers: Mapping[str, str] | None = None) -> HttpResponse:
    return HttpResponse(body, status=status, content_type=PROBLEM_TYPE, headers=dict(headers or {}))


def request_id_of(request: HttpRequest) -> str:
    """The name the middleware gave this request; every answer carries it in `X-Request-ID`."""
    return str(request.META.get("REQUEST_ID", ""))
