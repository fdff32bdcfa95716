"""Puts a new version of the settings in force."""

from django.db import transaction

from loyalty.program.models import Program, ProgramVersion
from loyalty.program.settings import Settings, dump
from loyalty.staff.models import User


def change_settings(*, settings: Settings, author: User | None, note: str) -> int:
    """Store `settings` as the next version and make it the one in force; returns its number.

    Orders and quotes already made keep the version they were made under. Unchanged settings make no version.
    """
    with transaction.atomic():
        program = Program.objects.select_for_update(no_key=True).get(id=1)
        current = ProgramVersion.objects.get(pk=program.version_id)
        raw = dump(settings)
        if current.settings == raw:
            return current.number
        newest = ProgramVersion.objects.order_by("-number").values_list("number", flat=True)[0]
        version = ProgramVersion.objects.create(number=newest + 1, settings=raw, author=author, note=note)
        program.version = version
        program.save(update_fields=["version"])
        return version.number
