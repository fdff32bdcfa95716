"""Reserves money of a certificate for a shop that sells outside of our orders."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from loyalty.certificates.account import CertificateInsufficient, Locked, lock_certificates
from loyalty.certificates.find import CertificateNotValid
from loyalty.certificates.models import CertificateStep
from loyalty.certificates.steps import Step, tell
from loyalty.ledger.cause import Cause
from loyalty.ledger.movements import hold as hold_in
from loyalty.ledger.post import post


@dataclass(frozen=True, kw_only=True)
class Held:
    """The hold and what it left: `certificate` is as it stands after it."""

    hold_id: int
    kopecks: int
    until: datetime
    certificate: Locked


def hold(
    *,
    certificate_id: int,
    kopecks: int,
    until: datetime,
    cause: Cause,
    natural_key: str,
    at: datetime,
    reference: str = "",
) -> Held:
    """Reserve exactly `kopecks` > 0 until `until`. CertificateNotValid, CertificateInsufficient. Six queries."""
    with transaction.atomic():
        one = lock_certificates([certificate_id], at=at)[certificate_id]
        now = one.standing(at)
        if not now.usable:
            raise CertificateNotValid(field="code")
        if now.available_kopecks < kopecks:
            raise CertificateInsufficient(field="amount", available_kopecks=now.available_kopecks)
        lasts = until + (one.book.instant(at) - at)
        made = hold_in(one.book, kopecks, expires_at=lasts, cause=cause, key=natural_key, at=at)
        post([one.book])
        assert made.id is not None
        tell(
            [
                Step(
                    certificate_id=certificate_id, kind=CertificateStep.Kind.HELD, kopecks=kopecks, hold_id=made.id,
                    reference=reference,
                )
            ],
            cause=cause,
            at=at,
        )  # fmt: skip
        return Held(hold_id=made.id, kopecks=kopecks, until=lasts, certificate=one)
