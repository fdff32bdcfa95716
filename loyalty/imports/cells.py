"""What a spreadsheet would run as a formula is made plain text on the way out, and read back as it was.

Excel and its kin take a cell for a formula by its first character, in CSV as in XLSX. An apostrophe before it is what
they themselves use to say "text".
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

Number = int | float | Decimal
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last are full-width


def plain(value: Any) -> str | Number:
    """`value` as a cell that runs nothing: numbers stay numbers, dates are ISO 8601, what could run is text."""
    if isinstance(value, Number) and not isinstance(value, bool):
        return value
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, datetime | date) else str(value)
    return f"'{text}" if text.startswith(FORMULA) and not _is_number(text) else text


def unquoted(text: str) -> str:
    """What `plain` made of a text, as it was before."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii() and not text.startswith(("\t", "\r", "\n"))
