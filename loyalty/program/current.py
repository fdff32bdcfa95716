"""Reads the programme and its settings. A version is immutable, so it is parsed once per process."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from loyalty.program.models import ProgramVersion
from loyalty.program.settings import Programme as Programme
from loyalty.program.settings import Settings, parse
from loyalty.rows import one_row


@lru_cache(maxsize=256)
def settings_of(version: int) -> Settings:
    """The settings of a stored version; ProgramVersion.DoesNotExist when there is none. One query, then none."""
    return parse(ProgramVersion.objects.values_list("settings", flat=True).get(pk=version))


COLUMNS = "version_id, name, timezone, ruleset, oldest_ruleset"


def program() -> Programme:
    """The programme with the settings in force. One query."""
    row = one_row(f"select {COLUMNS} from loyalty_program where id = 1", [])
    assert row is not None  # the first migration makes it, and nothing deletes it
    return programme_of(row)


def programme_of(row: Sequence[Any]) -> Programme:
    """From a row of `COLUMNS`, read together with something else. A query for settings this process has not seen."""
    version, name, timezone, ruleset, oldest_ruleset = row
    return Programme(
        version=version, name=name, zone=ZoneInfo(timezone), settings=settings_of(version), ruleset=ruleset,
        oldest_ruleset=oldest_ruleset,
    )  # fmt: skip


def program_as_of(version: int) -> Programme:
    """The programme under an older settings version (everything else is today's). One query."""
    return replace(program(), version=version, settings=settings_of(version))
