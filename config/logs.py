"""One JSON line per event. Only known fields pass: a line cannot leak what it does not name."""

import json
import logging
from datetime import UTC, datetime

_FIELDS = ("request_id", "method", "route", "status", "ms", "principal", "code", "job", "rows")
_LONGEST = 2_000


class JsonLine(logging.Formatter):
    """Time, level, logger, message, the known extra fields, and of an exception its class and place, never its text:
    database errors quote the values they refused."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        line.update((name, value) for name in _FIELDS if (value := getattr(record, name, None)) is not None)
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _where(record)
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    """Django ends its own sentences with ": " and a path, a host or a value of the caller's; that part stays out."""
    message = record.getMessage()
    if record.name.startswith("django."):
        message = message.partition(": ")[0]
    return message[:_LONGEST]


def _where(record: logging.LogRecord) -> list[str]:
    """The call stack as file:line function, innermost last."""
    places = []
    traceback = record.exc_info[2] if record.exc_info else None
    while traceback:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places[-15:]
