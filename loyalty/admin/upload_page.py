"""What the page of one uploaded file shows. It only reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from loyalty import words
from loyalty.admin.kit import pill
from loyalty.admin.staff_words import person
from loyalty.admin.upload_kinds import UPLOAD_KINDS
from loyalty.admin.upload_words import FIELDS, OUTCOMES, TONES, reason_of
from loyalty.imports.advance_upload import SHOWN
from loyalty.imports.models import Upload, UploadFault, UploadFile

FAULTS = 100
_MOVING = (Upload.State.CHECKING, Upload.State.LOADING)


@dataclass(frozen=True)
class FileRow:
    """One upload in the list."""

    id: int
    name: str
    what: str
    who: str
    at: datetime
    state: SafeString
    result: str


@dataclass(frozen=True)
class Tile:
    name: str
    value: str
    bad: bool


@dataclass(frozen=True)
class Fault:
    """`row` as the spreadsheet counts, with the header as 1."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class Preview:
    row: int
    outcome: SafeString
    title: str
    changes: tuple[str, ...]


def files(uploads: Iterable[Upload]) -> list[FileRow]:
    """Uploads, each with its result in a line. No query when `by` has been read."""
    return [
        FileRow(
            id=upload.pk, name=upload.name, what=capfirst(upload.get_kind_display()), who=person(upload.by),
            at=upload.at, state=_state(upload),
            result=", ".join(f"{name} {number}" for _code, name, number in _counted(upload) if number != "0"),
        )
        for upload in uploads
    ]  # fmt: skip


def upload_context(upload: Upload) -> dict[str, Any]:
    """Four queries, whatever the size of the file."""
    phase = _phase(upload)
    faults = UploadFault.objects.filter(upload=upload, phase=phase)
    refused = upload.counts.get(phase, {}).get("refused", 0)
    return {
        "upload": upload,
        "who": person(upload.by),
        "aim": UPLOAD_KINDS[upload.kind].aim(upload.target),
        "what": capfirst(upload.get_kind_display()),
        "state": _state(upload),
        "moving": upload.state in _MOVING,
        "is_loading": phase == "load",
        "done": words.number(upload.rows_done),
        "all": words.number(upload.rows),
        "percent": min(100, 100 * upload.rows_done // upload.rows) if upload.rows else 100,
        "tiles": [
            Tile(capfirst(name), number, code == "refused" and refused > 0) for code, name, number in _counted(upload)
        ],
        "to_load": _sum(upload, "new", "changed"),
        "preview": [_preview(row) for row in upload.preview] if phase == "check" else [],
        "preview_is_part": _sum(upload, "new", "changed") > SHOWN,
        "faults": [Fault(fault.row, fault.column, reason_of(fault.code)) for fault in faults.order_by("row")[:FAULTS]],
        "more_faults": max(0, refused - FAULTS),
        "reasons": _reasons(faults) if refused > FAULTS else [],
        "refused": refused,
        "has_file": UploadFile.objects.filter(pk=upload.pk).exists(),
    }  # fmt: skip


def _phase(upload: Upload) -> str:
    return "load" if upload.confirmed_at else "check"


def _state(upload: Upload) -> SafeString:
    return pill(upload.get_state_display(), TONES[upload.state])


def _counted(upload: Upload) -> list[tuple[str, str, str]]:
    counts = upload.counts.get(_phase(upload), {})
    return [(code, str(name), words.number(counts.get(code, 0))) for code, (name, _tone) in OUTCOMES.items()]


def _sum(upload: Upload, *outcomes: str) -> int:
    return sum(upload.counts.get(_phase(upload), {}).get(outcome, 0) for outcome in outcomes)


def _preview(row: dict[str, Any]) -> Preview:
    name, tone = OUTCOMES[row["outcome"]]
    return Preview(row["row"], pill(name, tone), row["title"], tuple(_change(*change) for change in row["changes"]))


def _change(field: str, was: Any, now: Any) -> str:
    return f"{FIELDS.get(field, field)}: {_value(field, was)} → {_value(field, now)}"


def _value(field: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if field.endswith("_kopecks") and value is not None:
        return words.roubles(value, exact=True)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {text}" for name, text in value.items()) or "—"
    return str(value or "—")


def _reasons(faults: Any) -> list[tuple[str, str, str]]:
    counted = faults.values_list("code", "column").annotate(rows=Count("pk")).order_by("-rows")
    return [(column, reason_of(code), words.number(rows)) for code, column, rows in counted]
