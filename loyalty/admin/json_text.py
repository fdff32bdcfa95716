"""JSON that a person typed."""

import json
from typing import Any, NoReturn


def parse_json(text: str) -> Any:
    """The value. ValueError for what is no JSON or PostgreSQL would not store; json.JSONDecodeError where the place of
    the mistake is known."""
    try:
        value = json.loads(text, parse_constant=_no_constant)
        written = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if "\\u0000" in written:
        raise ValueError("a NUL")
    written.encode()  # half of a surrogate pair is a UnicodeEncodeError
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
