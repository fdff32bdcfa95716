"""Lets a blocked certificate pay again."""

from datetime import datetime

from django.db import transaction

from loyalty.audit.acts import UNBLOCKED
from loyalty.audit.record import record as audit
from loyalty.certificates.account import Locked, lock_certificates
from loyalty.certificates.models import Certificate, CertificateStep
from loyalty.certificates.state import CertificateEnded
from loyalty.certificates.steps import Step, tell
from loyalty.ledger.cause import Cause


def unblock(*, certificate_id: int, reason: str, cause: Cause, at: datetime) -> Locked:
    """Twice changes nothing; CertificateEnded for one that was returned or replaced. Six queries."""
    with transaction.atomic():
        one = lock_certificates([certificate_id], at=at)[certificate_id]
        if one.row.state == Certificate.State.ACTIVE:
            return one
        if one.row.state != Certificate.State.BLOCKED:
            raise CertificateEnded(field="code")
        one.row.state = Certificate.State.ACTIVE
        one.row.save(update_fields=["state"])
        tell(
            [Step(certificate_id=certificate_id, kind=CertificateStep.Kind.UNBLOCKED, told=reason)], cause=cause, at=at
        )
        audit(
            act=UNBLOCKED, object_kind="certificate", object_id=certificate_id, object_name=str(one.row),
            by=cause.principal, reason=reason,
        )  # fmt: skip
        return one
