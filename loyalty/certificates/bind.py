"""Puts a certificate into a member's cabinet: whoever knows its code may."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.certificates.account import lock_certificates
from loyalty.certificates.find import CertificateNotValid, find_certificate
from loyalty.certificates.models import Certificate, CertificateStep
from loyalty.certificates.steps import Step, tell
from loyalty.ledger.cause import Cause, Principal
from loyalty.refusals import Refusal, Words


class BoundToAnother(Refusal):
    """Its holder gave the code away: support can see who has it."""

    code: ClassVar[str] = "certificate_bound"
    title: ClassVar[Words] = _("This certificate is in somebody's cabinet already")
    hint: ClassVar[Words] = _("It can pay at a till all the same, by its code.")


def bind(*, member_id: int, code: str, pin: str | None, at: datetime) -> int:
    """The certificate's id; it can pay by its code as before. From the cabinet of whoever bought it, it moves to the
    cabinet of whoever got it. CertificateNotValid, TooManyAttempts, BoundToAnother."""
    certificate_id = find_certificate(code=code, pin=pin, who=f"member:{member_id}", at=at, field="code")
    with transaction.atomic():
        row = lock_certificates([certificate_id], at=at)[certificate_id].row
        if row.state != Certificate.State.ACTIVE:
            raise CertificateNotValid(field="code")
        if row.member_id == member_id:
            return certificate_id
        if row.member_id is not None and not _is_gift(row):
            raise BoundToAnother(field="code")
        row.member_id = member_id
        row.save(update_fields=["member"])
        cause = Cause(principal=Principal("member", member_id), reason="bound")
        tell([Step(certificate_id=certificate_id, kind=CertificateStep.Kind.BOUND)], cause=cause, at=at)
        return certificate_id


def _is_gift(row: Certificate) -> bool:
    """Nobody has put it into a cabinet by its code yet."""
    return not CertificateStep.objects.filter(certificate=row, kind=CertificateStep.Kind.BOUND).exists()
