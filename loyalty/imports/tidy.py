"""Values as people leave them in a spreadsheet, brought to the form that `fields` reads.

Excel writes what its country writes: «1 234,50», «27.11.2026», a card as a number that has lost its last digits.
"""

import re
from datetime import date, datetime, timedelta
from typing import Any

from loyalty.imports.cells import unquoted
from loyalty.imports.fields import BadValue

_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,T]+(\d{1,2}:\d{2}(?::\d{2})?))?", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+", re.ASCII)
_EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number, and zeroes for the rest


def tidy_text(value: Any, column: str) -> Any:
    """Text without the apostrophe that kept it from being a formula; BadValue for a number that lost its digits."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        if abs(value) >= _EXACT:
            raise BadValue("digits_lost", column)
        return str(int(value)) if value == int(value) else str(value)
    return unquoted(value.strip()) if isinstance(value, str) else value


def tidy_number(value: Any) -> Any:
    """A number with a point and no spaces."""
    if not isinstance(value, str):
        return value
    text = "".join(value.split()).replace("\u2212", "-").removesuffix("₽")
    if _GROUPED.fullmatch(text):
        return text.replace(",", "")
    return text.replace(",", ".") if "." not in text else text


def tidy_date(value: Any) -> Any:
    """A date as ISO 8601; what was a date already stays one."""
    if not isinstance(value, str):
        return value
    found = _DAY.fullmatch(value.strip())
    if found is None:
        return value.strip()
    day, month, year, clock = found.groups()
    iso = f"{year}-{int(month):02d}-{int(day):02d}"
    return f"{iso}T{clock.zfill(5) if len(clock) < 6 else clock.zfill(8)}" if clock else iso


def tidy_end(value: Any) -> Any:
    """The instant after a day, when only a day is named: points are good until its end."""
    value = tidy_date(value)
    if isinstance(value, datetime):
        return value + timedelta(days=1) if value.time() == datetime.min.time() and value.tzinfo is None else value
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        try:
            return (date.fromisoformat(value) + timedelta(days=1)).isoformat()
        except (ValueError, OverflowError):
            return value
    return value
