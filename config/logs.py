"""One JSON line per event. Only known fields pass: a line cannot leak what it does not name."""

import json
import logging
import re
from datetime import UTC, datetime

from loyalty.audit.actor import current_actor

_FIELDS = (
    "request_id", "method", "route", "status", "ms", "db_ms", "statements", "principal", "code", "task", "task_id",
    "command", "job", "rows", "member", "delivery", "error_class", "statement",
)  # fmt: skip
_LONGEST = 2_000
# JSON escapes what is below U+0020; a terminal obeys these as well, and some shippers take them for ends of lines.
_CONTROLS = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# They end their sentences with ": " and a path, a host, a task's result or an exception's words.
_TALKATIVE = ("django.", "celery.app.trace", "celery.worker", "psycopg.")


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
        if "request_id" not in line and (request_id := current_actor().request_id):
            line["request_id"] = request_id
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _where(record)
        text = json.dumps(line, ensure_ascii=False, default=str)
        return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _message(record: logging.LogRecord) -> str:
    message = record.getMessage()
    if record.name.startswith(_TALKATIVE):
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
