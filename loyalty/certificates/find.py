"""Finds a certificate by what its holder shows, and slows down whoever guesses."""

from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.certificates.code import index_of, is_pin, normal_code
from loyalty.limits.count import count
from loyalty.limits.forgive import forgive
from loyalty.limits.limit import CERTIFICATE_TRIES, wrong_certificates
from loyalty.refusals import Refusal, Words
from loyalty.rows import one_row

_FIND = "select id, pin_hash from loyalty_certificate where index = %s"


class CertificateNotValid(Refusal):
    """Unknown, wrong PIN, not paid for, blocked, expired, replaced: all look the same to whoever asks."""

    code: ClassVar[str] = "certificate_not_valid"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("This certificate is not valid")
    hint: ClassVar[Words] = _("Check the code and the PIN; the programme's support knows more.")


def find_certificate(*, code: str, pin: str | None, who: str, at: datetime, field: str | None = None) -> int:
    """The certificate's id, whatever its state; CertificateNotValid for a code or PIN that opens none.

    A wrong try counts for the code, whether it exists or not, and for `who` tried; TooManyAttempts when there were too
    many. Call outside any transaction that a refusal undoes. One query, for a card with a PIN three.
    """
    normal = normal_code(code)
    row = one_row(_FIND, [index_of(normal)]) if normal else None
    if row is not None and row[1] is None:
        return int(row[0])
    tried = normal or "malformed"
    if normal:  # before the PIN is looked at: tries made at once cannot pass
        count(limit=CERTIFICATE_TRIES, who=tried, at=at)
    if row is not None and normal and is_pin(normal, pin or "", bytes(row[1])):
        forgive(limit=CERTIFICATE_TRIES, who=tried, at=at)
        return int(row[0])
    count(limit=wrong_certificates(), who=who, at=at)
    raise CertificateNotValid(field=field)


def find_card(*, code: str, who: str, at: datetime, field: str | None = None) -> int:
    """A card that a till is selling, known by its code alone: its PIN is under the foil. One query; CertificateNotValid
    and TooManyAttempts as above."""
    found = by_code(code=code)
    if found is None:
        count(limit=wrong_certificates(), who=who, at=at)
        raise CertificateNotValid(field=field)
    return found


def by_code(*, code: str) -> int | None:
    """The certificate with this code however it is typed, for staff: no PIN is asked and nothing is counted. One
    query."""
    normal = normal_code(code)
    row = one_row(_FIND, [index_of(normal)]) if normal else None
    return int(row[0]) if row else None
