"""Puts a new version of the settings in force."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.audit.because import because
from loyalty.program.models import Program, ProgramVersion
from loyalty.program.settings import Settings, dump, parse
from loyalty.refusals import Refusal
from loyalty.staff.models import User


class SettingsChanged(Refusal):
    """Somebody put another version in force while this one was being written."""

    code = "settings_changed"
    title = _("The rules were changed by someone else while you were editing")
    hint = _("Open the page again to see their version, then make your change.")


def change_settings(*, settings: Settings, author: User | None, note: str, based_on: int | None = None) -> int:
    """Store `settings` as the next version and make it the one in force; returns its number.

    Orders and quotes already made keep the version they were made under. Unchanged settings make no version.
    `based_on` is the version the author saw: SettingsChanged when another one is in force.
    """
    with transaction.atomic():
        program = Program.objects.select_for_update(no_key=True).get(id=1)
        current = ProgramVersion.objects.get(pk=program.version_id)
        if based_on is not None and current.number != based_on:
            raise SettingsChanged
        if parse(current.settings) == settings:
            return current.number
        newest = ProgramVersion.objects.order_by("-pk").values_list("pk", flat=True)[0]
        version = ProgramVersion.objects.create(number=newest + 1, settings=dump(settings), author=author, note=note)
        because(reason=note)
        program.version = version
        program.save(update_fields=["version"])
        return version.number
