"""Reads one value of a table: text, money, quantities and stamps, in our units. What cannot be read is a `BadValue`."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

_YEARS = (1970, 2200)  # receipts of no other years are true
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,40})?", re.ASCII)
_UNSTORABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")  # controls, and halves of characters: bytes that are not UTF-8
LARGEST = 10**12  # in minor units: ten billion roubles, a billion pieces; 2 000 lines of it still fit the database
_DUST = Decimal("0.000001")  # what binary floating point leaves behind; far below any coin


class BadValue(Exception):
    """`reason` is a code of the reject file, `column` the column at fault."""

    def __init__(self, reason: str, column: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column


def read_text(value: Any, column: str, *, limit: int, required: bool = False) -> str:
    """Text of at most `limit` characters, its white space made single spaces; numbers become their digits."""
    text, is_storable = ("", True) if value is None or value == "" else _text(str(value))
    if not text and required:
        raise BadValue("missing_value", column)
    if len(text) > limit:
        raise BadValue("too_long", column)
    if not is_storable:
        raise BadValue("bad_text", column)
    return text


def read_minor(value: Any, column: str, *, scale: int) -> tuple[int | None, bool]:
    """A number ≥ 0 in minor units of `scale` digits, None when empty, and whether floating-point dust was wiped off."""
    if value is None or value == "":
        return None, False
    try:
        minor, dusty = _minor(str(value), scale)
    except ValueError as error:
        raise BadValue(str(error), column) from None
    if minor < 0:
        raise BadValue("negative", column)
    return minor, dusty


def read_stamp(value: Any, column: str, *, zone: ZoneInfo | None) -> tuple[datetime, bool]:
    """An instant in UTC, and whether it fell into an hour that the clock shows twice or skips (read as the first).

    `zone` is where a stamp without an offset was taken; without one such a stamp is bad.
    """
    stamp = _parsed_stamp(value, column)
    if not _YEARS[0] <= stamp.year <= _YEARS[1]:
        raise BadValue("bad_stamp", column)
    if stamp.tzinfo is not None:
        return stamp.astimezone(UTC), False
    if zone is None:
        raise BadValue("stamp_without_zone", column)
    local = stamp.replace(tzinfo=zone, fold=0)
    return local.astimezone(UTC), local.utcoffset() != local.replace(fold=1).utcoffset()


def read_date(value: Any, column: str) -> date | None:
    """A calendar date, None when empty."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise BadValue("bad_date", column) from None


@lru_cache(maxsize=16_384)  # receipts repeat their goods and their words
def _text(raw: str) -> tuple[str, bool]:
    text = " ".join(raw.split())
    return text, _UNSTORABLE.search(text) is None


@lru_cache(maxsize=65_536)  # receipts repeat their prices
def _minor(text: str, scale: int) -> tuple[int, bool]:
    text = text.strip()
    if "e" in text or "E" in text:
        text = _without_exponent(text)
    if not _NUMBER.fullmatch(text):
        raise ValueError("bad_number")
    exact = Decimal(text).scaleb(scale)
    minor = exact.to_integral_value()
    if minor > LARGEST:
        raise ValueError("too_large")
    if exact == minor:
        return int(minor), False
    if abs(exact - minor) > _DUST:
        raise ValueError("too_many_digits")
    return int(minor), True


def _without_exponent(text: str) -> str:
    try:
        number = Decimal(text)
    except ArithmeticError:
        raise ValueError("bad_number") from None
    if not number.is_finite() or number.adjusted() > 12:
        raise ValueError("bad_number")
    return "0" if number.adjusted() < -20 else f"{number:f}"


def _parsed_stamp(value: Any, column: str) -> datetime:
    if isinstance(value, datetime):
        return value
    text = "" if value is None else str(value).strip()
    if not text:
        raise BadValue("missing_value", column)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadValue("bad_stamp", column) from None
