"""Renames the programme or moves it to another time zone."""

from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from loyalty.program.models import Program
from loyalty.refusals import Refusal


class UnknownTimeZone(Refusal):
    code = "unknown_time_zone"
    status = 422
    title = _("There is no such time zone")


def change_program(*, name: str, timezone: str) -> None:
    """From now on days begin and points expire by `timezone`; dates of points already given do not move."""
    if timezone not in available_timezones():
        raise UnknownTimeZone(field="timezone")
    Program.objects.filter(id=1).update(name=name, timezone=timezone)
