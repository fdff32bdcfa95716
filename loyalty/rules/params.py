"""Typed parameters of conditions and effects: each parses, checks, writes itself for people, and describes itself.

A parameter is declared as a dataclass field: `amount: int = params.amount(_("Amount"))`.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Any

from django.utils.formats import date_format, time_format
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from loyalty import words
from loyalty.refusals import Words
from loyalty.rules.invalid import InvalidRule
from loyalty.rules.invalid import at as step
from loyalty.rules.naming import called

LONGEST_LIST = 1_000
LONGEST_TEXT = 200
_MOST = 10**15
_REQUIRED: Any = dataclasses.MISSING


@dataclass(frozen=True, kw_only=True)
class Param:
    """`parse(raw, path)` takes JSON and raises InvalidRule; `dump` is its inverse; `words` writes a value in the active
    language; `schema` is its JSON Schema; `widget` names what edits it, with `options` for choices. `of` says what a
    text is the code of ("sku", "shop"), so that forms can offer a search for it; of steps, what their sizes are.
    """

    label: Words
    widget: str
    parse: Callable[[Any, str], Any]
    words: Callable[[Any], str]
    schema: Mapping[str, object]
    dump: Callable[[Any], Any] = lambda value: value
    options: tuple[tuple[str, Words], ...] = ()
    of: str = ""


def declare(param: Param, default: Any = _REQUIRED) -> Any:
    """The dataclass field of a parameter; with a default it may be left out."""
    return dataclasses.field(default=default, metadata={"param": param})


def refuse(path: str, detail: Words) -> InvalidRule:
    return InvalidRule(field=path, detail=detail)


def whole(
    label: Words, widget: str, written: Callable[[int], str], least: int, most: int, default: Any = _REQUIRED
) -> Any:
    """An integer in our units from `least` to `most`, both included."""

    def parse(raw: Any, path: str) -> int:
        if type(raw) is not int:
            raise refuse(path, _("A whole number is expected here"))
        if not least <= raw <= most:
            text = _("Must be from {least} to {most}")
            raise refuse(path, format_lazy(text, least=written(least), most=written(most)))
        return raw

    schema = {"type": "integer", "minimum": least, "maximum": most}
    return declare(Param(label=label, widget=widget, parse=parse, words=written, schema=schema), default)


def amount(label: Words, *, least: int = 0, default: Any = _REQUIRED) -> Any:
    """Kopecks."""
    return whole(label, "amount", words.roubles, least, _MOST, default)


def points(label: Words, *, least: int = 0, default: Any = _REQUIRED) -> Any:
    """Minor steps of a unit."""
    return whole(label, "points", words.number, least, 10**9, default)


def number(label: Words, *, least: int = 0, most: int = 10**6, default: Any = _REQUIRED) -> Any:
    return whole(label, "number", words.number, least, most, default)


def quantity(label: Words, *, least: int = 1, default: Any = _REQUIRED) -> Any:
    """Thousandths of a piece or kilogram."""
    return whole(label, "quantity", words.quantity, least, 10**9, default)


def percent(label: Words, *, least: int = 0, most: int = 10_000, default: Any = _REQUIRED) -> Any:
    """Basis points."""
    return whole(label, "percent", words.percent, least, most, default)


def days(label: Words, *, least: int = 1, most: int = 3_660, default: Any = _REQUIRED) -> Any:
    """Local calendar days."""
    return whole(label, "days", days_words, least, most, default)


def days_words(count: int) -> str:
    return ngettext("{n} day", "{n} days", count).format(n=words.number(count))


def flag(label: Words, *, default: Any = _REQUIRED) -> Any:
    def parse(raw: Any, path: str) -> bool:
        if not isinstance(raw, bool):
            raise refuse(path, _("Yes or no is expected here"))
        return raw

    written = lambda value: gettext("yes") if value else gettext("no")  # noqa: E731
    return declare(Param(label=label, widget="flag", parse=parse, words=written, schema={"type": "boolean"}), default)


def text(label: Words, *, most: int = LONGEST_TEXT, default: Any = _REQUIRED, names: str = "") -> Any:
    """`names`: of what it is a code ("shop"), where that has a name."""
    return declare(_text(label, most, names), default)


def texts(label: Words, *, most: int = LONGEST_LIST, default: Any = _REQUIRED, names: str = "") -> Any:
    """A list of texts, at least one, none twice."""
    return declare(_list(label, _text(label, LONGEST_TEXT, names), "texts", most), default)


def choice(label: Words, options: Sequence[tuple[str, Words]], *, default: Any = _REQUIRED) -> Any:
    return declare(_choice(label, tuple(options)), default)


def choices(label: Words, options: Sequence[tuple[str, Words]], *, default: Any = _REQUIRED) -> Any:
    """Some of the options, at least one."""
    return declare(_list(label, _choice(label, tuple(options)), "choices", len(options)), default)


def day(label: Words, *, default: Any = _REQUIRED) -> Any:
    """A date as ISO text."""

    def parse(raw: Any, path: str) -> str:
        try:
            found = date.fromisoformat(raw).isoformat()
        except (TypeError, ValueError):
            found = None
        if found is None or found != raw:
            raise refuse(path, _("A date such as 2026-11-21 is expected here"))
        return found

    written = lambda value: date_format(date.fromisoformat(value), "j E Y")  # noqa: E731
    schema = {"type": "string", "format": "date"}
    return declare(Param(label=label, widget="date", parse=parse, words=written, schema=schema), default)


def clock(label: Words, *, default: Any = _REQUIRED) -> Any:
    """A local time as `HH:MM`."""

    def parse(raw: Any, path: str) -> str:
        try:
            found = time.fromisoformat(raw).strftime("%H:%M")
        except (TypeError, ValueError):
            found = None
        if found is None or found != raw:
            raise refuse(path, _("A time such as 09:30 is expected here"))
        return found

    written = lambda value: time_format(time.fromisoformat(value), "H:i")  # noqa: E731
    schema = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}
    return declare(Param(label=label, widget="time", parse=parse, words=written, schema=schema), default)


def optional(field: Any) -> Any:
    """The same parameter, which may be left out: then it is None."""
    return dataclasses.field(default=None, metadata=field.metadata)


def _text(label: Words, most: int, names: str) -> Param:
    def parse(raw: Any, path: str) -> str:
        if not isinstance(raw, str) or not raw.strip():
            raise refuse(path, _("A text is expected here"))
        if len(raw) > most or not raw.isprintable():
            raise refuse(path, format_lazy(_("At most {most} characters in one line"), most=most))
        return raw.strip()

    schema = {"type": "string", "minLength": 1, "maxLength": most}
    return Param(label=label, widget="text", parse=parse, words=partial(called, names), schema=schema, of=names)


def _choice(label: Words, options: tuple[tuple[str, Words], ...]) -> Param:
    named = dict(options)

    def parse(raw: Any, path: str) -> str:
        if not isinstance(raw, str) or raw not in named:
            raise refuse(path, format_lazy(_("Must be one of: {options}"), options=", ".join(named)))
        return raw

    schema = {"type": "string", "enum": list(named)}
    return Param(
        label=label, widget="choice", parse=parse, words=lambda value: str(named[value]), schema=schema, options=options
    )


def _list(label: Words, one: Param, widget: str, most: int) -> Param:
    def parse(raw: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(raw, list) or not raw:
            raise refuse(path, _("A list with at least one value is expected here"))
        if len(raw) > most:
            raise refuse(path, format_lazy(_("At most {most} values"), most=most))
        parsed = tuple(one.parse(value, step(path, index)) for index, value in enumerate(raw))
        if len(set(parsed)) < len(parsed):
            raise refuse(path, _("A value is named twice"))
        return parsed

    def written(values: tuple[Any, ...]) -> str:
        shown = ", ".join(one.words(value) for value in values[:5])
        more = len(values) - 5
        return shown if more <= 0 else gettext("{some} and {n} more").format(some=shown, n=more)

    schema = {"type": "array", "items": one.schema, "minItems": 1, "maxItems": most, "uniqueItems": True}
    return Param(
        label=label, widget=widget, parse=parse, dump=list, words=written, schema=schema, options=one.options, of=one.of
    )
