"""Checks what a person says about themselves before it is stored."""

import unicodedata
from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Refusal

OLDEST = 120  # years
GENDERS = ("f", "m")
MOST_ATTRIBUTES, LONGEST_NAME, LONGEST_VALUE = 30, 64, 200


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


class UnknownGender(Refusal):
    code = "unknown_gender"
    status = 422
    title = _("This is no gender that we keep")
    hint = _("Send f or m, or leave it out.")


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


def check_gender(gender: str) -> str:
    """The same, empty where it is not known; UnknownGender."""
    if gender not in ("", *GENDERS):
        raise UnknownGender(field="gender")
    return gender


def clean_attributes(attributes: Mapping[str, str]) -> dict[str, str]:
    """Names and values as `clean_text` leaves them, both of at least a character; InvalidText, also for too many."""
    cleaned = {
        clean_text(name, field="attributes", longest=LONGEST_NAME): clean_text(
            text, field="attributes", longest=LONGEST_VALUE
        )
        for name, text in attributes.items()
    }
    if len(cleaned) > MOST_ATTRIBUTES or not all(name and text for name, text in cleaned.items()):
        raise InvalidText(field="attributes")
    return cleaned


def clean_text(text: str, *, field: str, longest: int) -> str:
    """`text` in composed form with single spaces; InvalidText when it is longer than `longest` or not printable."""
    cleaned = " ".join(unicodedata.normalize("NFC", text).split())
    if len(cleaned) > longest or not cleaned.isprintable():
        raise InvalidText(field=field)
    return cleaned
