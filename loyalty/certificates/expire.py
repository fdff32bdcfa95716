"""Deals with certificates whose time is over, as the programme says: keeps what is left as a debt, or writes it off."""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from loyalty.certificates.account import lock_certificates
from loyalty.certificates.models import Certificate, CertificateStep
from loyalty.certificates.steps import Step, tell
from loyalty.ledger.cause import NIGHT
from loyalty.ledger.movements import burn
from loyalty.ledger.post import post
from loyalty.program.current import program

logger = logging.getLogger(__name__)
_PAGE = 500


def expire(*, at: datetime) -> int:
    """Deal with every certificate that is due at `at`, each in a transaction of its own; how many.

    One whose money is reserved waits for the end of that. Nobody pays with an expired one meanwhile: its dates decide,
    not this. Call outside any transaction; again, or twice at once, it finds nothing left to do.
    """
    active = (Certificate.State.ACTIVE, Certificate.State.BLOCKED)
    due = Certificate.objects.filter(state__in=active, expired_at=None, valid_until__lte=at).order_by("valid_until")
    writes_off = program().settings.certificate_expiry == "write_off"
    return sum(_expire(one, writes_off, at) for one in due.values_list("pk", flat=True).iterator(chunk_size=_PAGE))


def _expire(certificate_id: int, writes_off: bool, at: datetime) -> bool:
    try:
        with transaction.atomic():
            one = lock_certificates([certificate_id], at=at)[certificate_id]
            row, book = one.row, one.book
            if (
                row.expired_at is not None
                or row.valid_until is None
                or row.valid_until > at
                or book.held
                or book.frozen
            ):
                return False
            lost = book.active if writes_off else 0
            if lost:
                key = f"certificate:{row.pk}:v{book.version}"
                burn(book, lost, cause=NIGHT.because("certificate_expired"), key=key, at=at, kind="adjust")
            row.expired_at = at
            row.save(update_fields=["expired_at"])
            post([book])
            tell([Step(certificate_id=row.pk, kind=CertificateStep.Kind.EXPIRED, kopecks=-lost)], cause=NIGHT, at=at)
            return True
    except IntegrityError:  # its books do not add up: the proof names and freezes it, and nobody else waits
        logger.error("certificate %s not expired", certificate_id)
        return False
