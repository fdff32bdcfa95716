"""Which files the warehouse is made of. Files are written once and never changed; the manifest that names them is
replaced as a whole, so whoever reads it sees one state of all facts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import msgspec

_PUBLISHED, _DRAFT = "manifest.json", "filling.json"


class WarehouseNotFilled(Exception):
    """There is no warehouse in the folder yet."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A file: its path in the warehouse, its rows, and the instant up to which all that was recorded is in it."""

    file: str
    rows: int
    seen_at: datetime


@dataclass(frozen=True, kw_only=True)
class Table:
    """The parts of a fact by month (`2026-11`), and under `""` the whole of one that has no months, else an empty one
    for its columns. `digest` is of what the rows were made by. Not `is_whole`: months may be missing yet."""

    digest: str
    is_whole: bool = False
    parts: Mapping[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """`basis` is what else the rows depend on: with another one everything is written anew."""

    basis: str
    seen_at: datetime | None = None
    tables: Mapping[str, Table] = field(default_factory=dict)

    def files(self) -> set[str]:
        return {part.file for table in self.tables.values() for part in table.parts.values()}

    def with_table(self, code: str, table: Table) -> "Manifest":
        return replace(self, tables={**self.tables, code: table})


def published(folder: Path) -> Manifest:
    """What readers see. WarehouseNotFilled."""
    found = _read(folder / _PUBLISHED)
    if found is None:
        raise WarehouseNotFilled(f"{folder} has no warehouse yet: run `manage.py analytics warehouse`")
    return found


def last_state(folder: Path) -> Manifest | None:
    """What a fill goes on from: the one that was stopped, else what is published."""
    return _read(folder / _DRAFT) or _read(folder / _PUBLISHED)


def keep_draft(folder: Path, manifest: Manifest) -> None:
    """What is done so far, for a fill that may be stopped."""
    _write(folder / _DRAFT, manifest)


def publish(folder: Path, manifest: Manifest) -> None:
    """From now on readers see this; who is reading now may still need the files of the one before."""
    before = _read(folder / _PUBLISHED)
    _write(folder / _PUBLISHED, manifest)
    (folder / _DRAFT).unlink(missing_ok=True)
    drop_unused(folder, before)


def drop_unused(folder: Path, *used: Manifest | None) -> None:
    """Deletes what neither readers see nor these name: of fills that were stopped, and of the time before."""
    keep = {file for manifest in (_read(folder / _PUBLISHED), *used) if manifest for file in manifest.files()}
    for path in folder.glob("*/*.parquet*"):
        if str(path.relative_to(folder)) not in keep:
            path.unlink()


def _read(path: Path) -> Manifest | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError:
        return None


def _write(path: Path, manifest: Manifest) -> None:
    """Aside, and renamed: a reader sees the old one or the new one."""
    aside = path.with_suffix(".part")
    with aside.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest)))
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
