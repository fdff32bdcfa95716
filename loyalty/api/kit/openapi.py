"""The OpenAPI description, made from the same structs and refusals that the code runs on, so that it cannot lie."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar

import msgspec
from django.utils import translation
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent

from loyalty.api.kit import body, scalars
from loyalty.api.kit.auth import ScopeMissing, Unauthorized
from loyalty.api.kit.errors import BadRequest, InternalError, NotFound, Unavailable, UnknownParameter
from loyalty.api.kit.idempotent import IdempotencyKeyInvalid, IdempotencyKeyMissing
from loyalty.api.kit.limits import TooManyRequests
from loyalty.api.kit.problem import Problem
from loyalty.idempotency import IdempotencyKeyExpired, IdempotencyKeyReused, RequestInProgress
from loyalty.refusals import Refusal

Method = TypeVar("Method", bound=Callable[..., Any])
Schema = dict[str, Any]
_REF = "#/components/schemas/{name}"
_ALWAYS = (BadRequest, UnknownParameter, InternalError, Unavailable)
_OF_A_KEY = (Unauthorized, ScopeMissing, TooManyRequests)
_OF_A_BODY = (
    body.InvalidJson, body.DuplicateField, body.UnknownField, body.MissingField, body.InvalidValue,
    body.LengthRequired, body.BodyTooLarge, body.TooManyItems, body.UnsupportedMediaType,
)  # fmt: skip
_OF_A_WRITE = (
    IdempotencyKeyMissing, IdempotencyKeyInvalid, IdempotencyKeyReused, IdempotencyKeyExpired, RequestInProgress,
)  # fmt: skip
_PATH: Mapping[str, Any] = {
    "external_id": scalars.ExternalId,
    "member_id": scalars.MemberId,
    "certificate_code": scalars.CertificateInPath,
    "code": scalars.CampaignCode,
    "coupon": scalars.CouponCode,
}
_WRITE_KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A new key for every new request; the same key to repeat one. Repeats answer the same bytes.",
    "schema": {"type": "string", "pattern": r"""^([A-Za-z0-9_.:-]{8,128}|"[A-Za-z0-9_.:-]{8,128}")$(?!\n)"""},
}
_NO_KEY_FOR_DRY_RUNS: Schema = {
    "required": False,
    "description": f"{_WRITE_KEY['description']} Needed unless `dry_run` is 1, which keeps nothing.",
}
_LANGUAGE: Schema = {
    "name": "Accept-Language",
    "in": "header",
    "description": "The language of texts for people.",
    "schema": {"type": "string", "examples": ["ru", "en"]},
}


@dataclass(frozen=True, kw_only=True)
class Query:
    """One query parameter. `kind` is a type msgspec knows."""

    name: str
    kind: Any
    description: str


@dataclass(frozen=True, kw_only=True)
class Described:
    """What `operation` says of one method of a view."""

    name: str
    summary: str
    answers: Mapping[int, type[msgspec.Struct]]
    request: type[msgspec.Struct] | None
    example: Mapping[str, Any] | None
    refusals: Sequence[type[Refusal]]
    query: Sequence[Query]
    is_write: bool
    is_open: bool
    description: str


def operation(
    name: str,
    summary: str,
    *,
    answers: Mapping[int, type[msgspec.Struct]],
    request: type[msgspec.Struct] | None = None,
    example: Mapping[str, Any] | None = None,
    refusals: Sequence[type[Refusal]] = (),
    query: Sequence[Query] = (),
    is_write: bool = False,
    is_open: bool = False,
) -> Callable[[Method], Method]:
    """Describe a method of a view; its docstring becomes the description.

    `answers` by status; `refusals` are those of its own, what every call can answer is added. `is_write` calls need an
    Idempotency-Key, `is_open` calls need no API key.
    """

    def describe(method: Method) -> Method:
        method.described = Described(  # type: ignore[attr-defined]
            name=name, summary=summary, answers=answers, request=request, example=example, refusals=refusals,
            query=query, is_write=is_write, is_open=is_open, description=(method.__doc__ or "").strip(),
        )  # fmt: skip
        return method

    return describe


class ShopSchema(AutoSchema):
    """Reads what `operation` left on the method; views without it are not in the description."""

    security: ClassVar[list[Schema]] = [{"ApiKey": []}]

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> Schema | None:
        described: Described | None = getattr(getattr(self.view, method.lower(), None), "described", None)
        if described is None:
            return None
        with translation.override("en"):
            result: Schema = {
                "operationId": described.name,
                "summary": described.summary,
                "description": described.description,
                "tags": [path.removeprefix("/api/v1").split("/")[1]],
                "parameters": list(_parameters(path, described)),
                "responses": dict(_responses(path, described, registry)),
                "security": [] if described.is_open else self.security,
            }
            if described.request is not None:
                result["requestBody"] = _body(described.request, described.example, registry)
        return result


def _body(kind: type[msgspec.Struct], example: Mapping[str, Any] | None, registry: ComponentRegistry) -> Schema:
    content: Schema = {"schema": _component(kind, registry)}
    if example is not None:
        content["example"] = example
    needed = any(field.required for field in msgspec.structs.fields(kind))
    return {"required": needed or example is not None, "content": {"application/json": content}}


def _parameters(path: str, described: Described) -> Iterator[Schema]:
    for name, kind in _PATH.items():
        if f"{{{name}}}" in path:
            yield {"name": name, "in": "path", "required": True, "schema": msgspec.json.schema(kind)}
    for query in described.query:
        schema = msgspec.json.schema(query.kind)
        yield {"name": query.name, "in": "query", "description": query.description, "schema": schema}
    if described.is_write:
        dry_runs = any(query.name == "dry_run" for query in described.query)
        yield {**_WRITE_KEY, **_NO_KEY_FOR_DRY_RUNS} if dry_runs else _WRITE_KEY
    if not described.is_open:
        yield _LANGUAGE


def _responses(path: str, described: Described, registry: ComponentRegistry) -> Iterator[tuple[str, Schema]]:
    for status, kind in described.answers.items():
        yield (
            str(status),
            {
                "description": HTTPStatus(status).phrase,
                "headers": _headers(status, described),
                "content": {"application/json": {"schema": _component(kind, registry)}},
            },
        )
    by_status: dict[int, dict[str, type[Refusal]]] = {}
    for refusal in _refusals(path, described):
        by_status.setdefault(refusal.status, {})[refusal.code] = refusal
    for status, refusals in sorted(by_status.items()):
        yield (
            str(status),
            {
                "description": "\n".join(f"- `{code}`: {refusal.title}" for code, refusal in sorted(refusals.items())),
                "headers": _headers(status, described),
                "content": {"application/problem+json": {"schema": _component(Problem, registry)}},
            },
        )


def _refusals(path: str, described: Described) -> Iterator[type[Refusal]]:
    yield from described.refusals
    yield from _ALWAYS
    if not described.is_open:
        yield from _OF_A_KEY
    if described.request is not None:
        yield from _OF_A_BODY
    if described.is_write:
        yield from _OF_A_WRITE
    if "{" in path:
        yield NotFound


def _headers(status: int, described: Described) -> Schema:
    text = {"type": "string"}
    headers: Schema = {"X-Request-ID": {"description": "Names this request in our log.", "schema": text}}
    if described.is_write:
        replayed = "`true` when this is the stored answer of an earlier request with the same key."
        headers["Idempotency-Replayed"] = {"description": replayed, "schema": text}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = {"schema": text}
    if not described.is_open and status != HTTPStatus.UNAUTHORIZED:
        headers["RateLimit-Limit"] = {"description": "Calls that this key may send in a burst.", "schema": text}
        headers["RateLimit-Remaining"] = {"description": "How many of them are left.", "schema": text}
        headers["RateLimit-Reset"] = {"description": "Seconds until all of them are back.", "schema": text}
    if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS):
        headers["Retry-After"] = {"description": "Seconds, where it helps to repeat.", "schema": text}
    return headers


def _component(kind: type[msgspec.Struct], registry: ComponentRegistry) -> Schema:
    """A reference to the struct's schema, which is put among the components with all it refers to."""
    (reference,), components = msgspec.json.schema_components([kind], ref_template=_REF)
    components[kind.__name__].update(getattr(kind, "rules", {}))
    for name, schema in components.items():
        _register(registry, ResolvedComponent.SCHEMA, name, schema)
    _register(registry, ResolvedComponent.SCHEMA, scalars.JSON_VALUE_NAME, scalars.JSON_VALUE)
    key = {"type": "apiKey", "in": "header", "name": "Authorization", "description": "`Api-Key` and the key."}
    _register(registry, ResolvedComponent.SECURITY_SCHEMA, "ApiKey", key)
    return dict(reference)


def _register(registry: ComponentRegistry, kind: str, name: str, schema: Schema) -> None:
    """Puts it there once; two structs of one name would be described as one, so the second is refused."""
    component = ResolvedComponent(name=name, type=kind, schema=schema, object=name)  # type: ignore[no-untyped-call]
    registry.register_on_missing(component)
    assert registry[component.key].schema == schema, f"two different structs are called {name}: rename one"
