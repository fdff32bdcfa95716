"""Reads a request's JSON into a frozen struct: parsed once, by one parser, checked by a compiled validator.

Refused by name: unknown and repeated fields, numbers where decimal strings belong, NaN, NUL, lone surrogates, nesting
without end, anything over the limits.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, NoReturn, TypeVar

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.api.kit.scalars import HINTS
from loyalty.refusals import Refusal, Words

T = TypeVar("T", bound=msgspec.Struct)
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class UnsupportedMediaType(Refusal):
    code: ClassVar[str] = "unsupported_media_type"
    status: ClassVar[int] = 415
    title: ClassVar[Words] = _("The body must be JSON")
    hint: ClassVar[Words] = _("Send Content-Type: application/json, in UTF-8.")


class BodyTooLarge(Refusal):
    code: ClassVar[str] = "body_too_large"
    status: ClassVar[int] = 413
    title: ClassVar[Words] = _("The body is larger than 1 MB")


class LengthRequired(Refusal):
    code: ClassVar[str] = "length_required"
    status: ClassVar[int] = 411
    title: ClassVar[Words] = _("The body must come with its length")
    hint: ClassVar[Words] = _("Send Content-Length instead of Transfer-Encoding: chunked.")


class TooManyItems(Refusal):
    code: ClassVar[str] = "too_many_items"
    status: ClassVar[int] = 413
    title: ClassVar[Words] = _("The list is too long")


class InvalidJson(Refusal):
    code: ClassVar[str] = "invalid_json"
    status: ClassVar[int] = 400
    title: ClassVar[Words] = _("The body is not valid JSON")


class DuplicateField(Refusal):
    code: ClassVar[str] = "duplicate_field"
    status: ClassVar[int] = 400
    title: ClassVar[Words] = _("A field is given twice")


class UnknownField(Refusal):
    code: ClassVar[str] = "unknown_field"
    status: ClassVar[int] = 400
    title: ClassVar[Words] = _("There is no such field")
    hint: ClassVar[Words] = _("See the fields of this call at /api/docs/.")


class MissingField(Refusal):
    code: ClassVar[str] = "missing_field"
    status: ClassVar[int] = 400
    title: ClassVar[Words] = _("A required field is missing")


class InvalidValue(Refusal):
    code: ClassVar[str] = "invalid_value"
    status: ClassVar[int] = 400
    title: ClassVar[Words] = _("The value is not acceptable")

    def __init__(self, *, field: str, detail: Words = "", hint: Words = "") -> None:
        super().__init__(field=field, detail=detail)
        self.hint = hint  # type: ignore[misc]  # said for this one value instead of for the class


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of what callers send: a field that is not declared is refused by name.

    `rules` is what the description adds of rules between fields, in the words of JSON Schema; the door checks them.
    """

    rules: ClassVar[Mapping[str, Any]] = {}


def read_body(request: HttpRequest, kind: type[T]) -> T:
    """The body as `kind`. No body at all is an empty object. Raises the refusals above."""
    try:
        raw = request.body
    except RequestDataTooBig:
        raise BodyTooLarge from None
    except (UnreadablePostError, ValueError):  # the caller hung up, or Content-Length is not a number
        raise InvalidJson(detail=_("The body ended early.")) from None
    if not raw and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        raise LengthRequired
    if raw and not _says_json(request):
        raise UnsupportedMediaType
    try:
        return msgspec.convert(_parse(raw) if raw else {}, kind, strict=True)
    except msgspec.ValidationError as error:
        _refuse(str(error))


def instant(at: datetime, *, field: str) -> datetime:
    """The same instant in UTC; InvalidValue for years nobody sells in, which also would not survive the conversion."""
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise InvalidValue(field=field, detail=_("The year is out of range."))
    return at.astimezone(UTC)


def _says_json(request: HttpRequest) -> bool:
    kind, parameters = parse_header_parameters(request.META.get("CONTENT_TYPE", ""))
    return kind == "application/json" and parameters.get("charset", "utf-8").lower() in ("utf-8", "utf8")


def _parse(raw: bytes) -> Any:
    try:
        value = _DECODER.decode(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise InvalidJson(detail=_("The body is not UTF-8.")) from None
    except RecursionError:
        raise InvalidJson(detail=_("The body is nested too deeply.")) from None
    except json.JSONDecodeError as error:
        where = gettext("Line %(line)s, column %(column)s.") % {"line": error.lineno, "column": error.colno}
        raise InvalidJson(detail=where) from None
    except ValueError:  # an integer of thousands of digits
        raise InvalidJson(detail=_("A number is too long.")) from None
    if b"\\u" in raw:  # NUL and lone surrogates can only come escaped
        _refuse_unstorable(value, "")
    return value


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        seen: set[str] = set()
        for name, _value in pairs:
            if name in seen:
                raise DuplicateField(field=_printable(name))
            seen.add(name)
    return fields


def _no_constant(name: str) -> NoReturn:
    raise InvalidJson(detail=gettext("%(value)s is not JSON.") % {"value": name})


_DECODER = json.JSONDecoder(object_pairs_hook=_once_each, parse_constant=_no_constant)


def _refuse_unstorable(value: Any, path: str) -> None:
    """PostgreSQL stores neither NUL nor half a surrogate pair."""
    if isinstance(value, str):
        if "\0" in value or _SURROGATE.search(value):
            raise InvalidValue(field=path, detail=_("The text has a NUL or half of a surrogate pair."))
    elif isinstance(value, dict):
        for name, inner in value.items():
            _refuse_unstorable(name, path)
            _refuse_unstorable(inner, f"{path}.{_printable(name)}" if path else _printable(name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _refuse_unstorable(inner, f"{path}[{index}]")


_SURROGATE = re.compile("[\ud800-\udfff]")
_PATH = re.compile(r" - at (?:`key` in )?`\$\.?(?P<path>.*)`$", re.DOTALL)
_NAMED = re.compile(r"Object (?P<what>contains unknown|missing required) field `(?P<name>.*)`$", re.DOTALL)
_LENGTH = re.compile(r"Expected `(?P<what>\w+)` of length (?P<sign><=|>=) (?P<limit>\d+)$")
_TYPES = re.compile(r"Expected `(?P<expected>.+)`, got `(?P<got>.+)`$")
_PATTERN = re.compile(r"Expected `str` matching regex (?P<pattern>'.*')$", re.DOTALL)


def _refuse(message: str) -> NoReturn:
    """Turn the validator's message into a refusal that names the path of the field, in the caller's language."""
    at = _PATH.search(message)
    path = at["path"].replace("[...]", "") if at else ""
    said = message[: at.start()] if at else message
    if named := _NAMED.match(said):
        name = _printable(named["name"])
        refusal = UnknownField if named["what"] == "contains unknown" else MissingField
        raise refusal(field=f"{path}.{name}" if path else name)
    if length := _LENGTH.match(said):
        _refuse_length(path, length)
    if types := _TYPES.match(said):
        detail = gettext("Expected %(expected)s, got %(got)s.") % types.groupdict()
        is_number = types["expected"].startswith("str") and types["got"] in ("int", "float")
        hint = _("Amounts, quantities and points are strings, such as “450.00”.") if is_number else ""
        raise InvalidValue(field=path, detail=detail, hint=hint)
    if pattern := _PATTERN.match(said):
        raise InvalidValue(field=path, hint=_BY_REPR.get(pattern["pattern"], ""))
    if "timezone" in said:
        raise InvalidValue(field=path, hint=_("A time needs its offset, such as “2026-11-21T18:30:00+03:00”."))
    raise InvalidValue(field=path)


def _refuse_length(path: str, length: re.Match[str]) -> NoReturn:
    limit = int(length["limit"])
    if length["sign"] == "<=" and length["what"] == "array":
        raise TooManyItems(field=path, limit=limit)
    words = gettext("At most %(limit)s.") if length["sign"] == "<=" else gettext("At least %(limit)s.")
    raise InvalidValue(field=path, detail=words % {"limit": limit})


_BY_REPR: Mapping[str, Words] = {repr(pattern): hint for pattern, hint in HINTS.items()}


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()[:100]
