"""How the cabinet says days, waits and contacts: as people do, in the language of the page."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import phonenumbers
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from loyalty.members.contacts import Contact
from loyalty.members.models import Identity
from loyalty.words import NBSP

_ON_WEEKDAY = (
    gettext_lazy("on Monday"),
    gettext_lazy("on Tuesday"),
    gettext_lazy("on Wednesday"),
    gettext_lazy("on Thursday"),
    gettext_lazy("on Friday"),
    gettext_lazy("on Saturday"),
    gettext_lazy("on Sunday"),
)
_MINUTE, _HOUR = 60, 3600
_NEAR = timedelta(days=60)  # further on, nobody counts in weekdays


def contact_in_words(contact: Contact) -> str:
    """The contact in full, for the eyes of whoever has just typed it: a phone is spaced as its country does."""
    if contact.kind != Identity.Kind.PHONE:
        return contact.value
    number = phonenumbers.parse(contact.value)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL).replace(" ", NBSP)


def on_day(day: date, *, today: date) -> str:
    """When, to continue a sentence: "today", "on Friday, 27 November", "on 27 November 2027"."""
    if day == today:
        return _("today")
    if day == today + timedelta(days=1):
        return _("tomorrow")
    if day == today - timedelta(days=1):
        return _("yesterday")
    if abs(day - today) <= _NEAR:
        return f"{_ON_WEEKDAY[day.weekday()]}, {_day_and_month(day, today)}"
    return _("on {date}").format(date=_day_and_month(day, today))


def heading_of_day(day: date, *, today: date) -> str:
    """The same day as a heading: "Today", "Friday, 20 November", "20 November 2025"."""
    if day in (today, today - timedelta(days=1)):
        return capfirst(on_day(day, today=today))
    if day.year == today.year:
        return capfirst(f"{date_format(day, 'l')}, {_day_and_month(day, today)}")
    return _day_and_month(day, today)


def last_day_of(expires_at: datetime, zone: ZoneInfo) -> date:
    """The last local day on which points can be used that go at `expires_at`, a midnight as a rule."""
    return (expires_at - timedelta(microseconds=1)).astimezone(zone).date()


def _day_and_month(day: date, today: date) -> str:
    words = date_format(day, "j E").replace(" ", NBSP)
    if day.year == today.year:
        return words
    return _("{day_month} {year}").format(day_month=words, year=day.year)


def in_time(seconds: int) -> str:
    """How long to wait: "in 45 seconds", "in 3 hours"."""
    if seconds < _MINUTE * 2:
        return ngettext("in {n} second", "in {n} seconds", seconds).format(n=seconds)
    if seconds < _HOUR * 2:
        minutes = -(-seconds // _MINUTE)
        return ngettext("in {n} minute", "in {n} minutes", minutes).format(n=minutes)
    hours = -(-seconds // _HOUR)
    return ngettext("in {n} hour", "in {n} hours", hours).format(n=hours)


def wait_forms() -> dict[str, str]:
    """`in_time` of seconds for the browser to count down with: a template by each plural form of the language."""
    amounts = {"one": 1, "few": 2, "many": 5, "other": 5}
    return {form: ngettext("in {n} second", "in {n} seconds", n) for form, n in amounts.items()}
