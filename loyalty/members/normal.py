"""The normal form of an identity: however a contact or a card is typed, it is stored and looked for in one way."""

import re
import unicodedata
from collections.abc import Callable

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from loyalty.members.models import Identity
from loyalty.refusals import Refusal, Words

HOME_REGION = "RU"  # where a phone number without a country code is
LONGEST = 128
_CARD = re.compile(r"[0-9A-Z]{4,64}")
_CARD_FILLING = re.compile(r"[\s-]+")
_is_email = EmailValidator()


class InvalidIdentity(Refusal):
    """What was given cannot be an identity of that kind."""

    code = "invalid_identity"
    status = 422
    title = _("This does not look like a phone, an e-mail or a card")
    hint = _("Check the number or the address and try again.")


def normal_form(*, kind: str, value: str, path: str = "identity") -> str:
    """The normal form of `value`: E.164, lower-case e-mail, a card in capitals without spaces, a trimmed external id.

    InvalidIdentity names `path`.kind or `path`.value.
    """
    normalise = _NORMALISERS.get(kind)
    if normalise is None:
        raise InvalidIdentity(field=f"{path}.kind", detail=_("Known kinds: phone, email, card, external."))
    try:
        return normalise(value)
    except ValueError as error:
        raise InvalidIdentity(field=f"{path}.value", detail=_HINTS[kind]) from error


def _phone(value: str) -> str:
    if len(value) > LONGEST:  # the parser is linear, but nobody's number is this long
        raise ValueError
    try:
        number = phonenumbers.parse(value, HOME_REGION)
    except phonenumbers.NumberParseException as error:
        raise ValueError from error
    # Possible, not valid: the tables of issued ranges lag behind the operators, and a till must not lose a customer.
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE or number.extension:
        raise ValueError
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(value: str) -> str:
    normal = unicodedata.normalize("NFKC", value).strip().lower()
    try:
        _is_email(normal)
    except ValidationError as error:
        raise ValueError from error
    return normal


def _card(value: str) -> str:
    normal = _CARD_FILLING.sub("", unicodedata.normalize("NFKC", value[:LONGEST])).upper()
    if len(value) > LONGEST or not _CARD.fullmatch(normal):
        raise ValueError
    return normal


def _external(value: str) -> str:
    normal = value.strip()
    if not 1 <= len(normal) <= LONGEST or not normal.isprintable():
        raise ValueError
    return normal


_NORMALISERS: dict[str, Callable[[str], str]] = {
    Identity.Kind.PHONE: _phone,
    Identity.Kind.EMAIL: _email,
    Identity.Kind.CARD: _card,
    Identity.Kind.EXTERNAL: _external,
}
_HINTS: dict[str, Words] = {
    Identity.Kind.PHONE: _("A phone number with its code, such as +7 912 345-67-89."),
    Identity.Kind.EMAIL: _("An e-mail address, such as anna@mail.ru."),
    Identity.Kind.CARD: _("4 to 64 digits and Latin letters."),
    Identity.Kind.EXTERNAL: _("1 to 128 printable characters."),
}
