"""Reads the programme and its settings. A version is immutable, so it is parsed once per process."""

from functools import lru_cache
from zoneinfo import ZoneInfo

from loyalty.program.models import Program, ProgramVersion
from loyalty.program.settings import Programme as Programme
from loyalty.program.settings import Settings, parse
from loyalty.rows import one_row


@lru_cache(maxsize=256)
def settings_of(version: int) -> Settings:
    """The settings of a stored version; ProgramVersion.DoesNotExist when there is none. One query, then none."""
    return parse(ProgramVersion.objects.values_list("settings", flat=True).get(pk=version))


def program() -> Programme:
    """The programme with the settings in force. One query."""
    row = one_row("select version_id, name, timezone from loyalty_program where id = 1", [])
    assert row is not None  # the first migration makes it, and nothing deletes it
    version, name, timezone = row
    return Programme(version=version, name=name, zone=ZoneInfo(timezone), settings=settings_of(version))


def program_as_of(version: int) -> Programme:
    """The programme under an older settings version (its name and zone are today's). One query."""
    name, timezone = Program.objects.values_list("name", "timezone").get(id=1)
    return Programme(version=version, name=name, zone=ZoneInfo(timezone), settings=settings_of(version))
