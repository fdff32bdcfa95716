"""Checks what a person says about themselves before it is stored."""

import unicodedata
from datetime import date

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Refusal

OLDEST = 120  # years


class InvalidBirthday(Refusal):
    code = "invalid_birthday"
    status = 422
    title = _("This cannot be a birthday")
    hint = _("A date in the past, at most 120 years ago, as YYYY-MM-DD.")


class UnknownLanguage(Refusal):
    code = "unknown_language"
    status = 422
    title = _("We do not speak this language")
    hint = _("Send ru or en.")


class InvalidText(Refusal):
    code = "invalid_text"
    status = 422
    title = _("This text cannot be stored")
    hint = _("Send a shorter text without control characters.")


def check_birthday(birthday: date | None, *, today: date) -> date | None:
    """The same birthday; InvalidBirthday when it is in the future or nobody lives that long."""
    if birthday is not None and (birthday > today or birthday.year < today.year - OLDEST):
        raise InvalidBirthday(field="birthday")
    return birthday


def check_language(language: str) -> str:
    """The same language; UnknownLanguage when we have no texts in it."""
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage(field="language")
    return language


def clean_text(text: str, *, field: str, longest: int) -> str:
    """`text` in composed form with single spaces; InvalidText when it is longer than `longest` or not printable."""
    cleaned = " ".join(unicodedata.normalize("NFC", text).split())
    if len(cleaned) > longest or not cleaned.isprintable():
        raise InvalidText(field=field)
    return cleaned
