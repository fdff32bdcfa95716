"""Stops a certificate: nobody pays with it until it is unblocked."""

from datetime import datetime

from django.db import transaction

from loyalty.audit.acts import BLOCKED
from loyalty.audit.record import record as audit
from loyalty.certificates.account import Locked, lock_certificates
from loyalty.certificates.models import Certificate, CertificateStep
from loyalty.certificates.state import CertificateEnded
from loyalty.certificates.steps import Step, tell
from loyalty.ledger.cause import Cause


def block(*, certificate_id: int, reason: str, cause: Cause, at: datetime) -> Locked:
    """No new payment, hold or top-up. What an order was promised before is still taken; money may come back to it.

    Blocking twice changes nothing. CertificateEnded for one that was returned or replaced. Six queries.
    """
    with transaction.atomic():
        one = lock_certificates([certificate_id], at=at)[certificate_id]
        if one.row.state == Certificate.State.BLOCKED:
            return one
        if one.row.state != Certificate.State.ACTIVE:
            raise CertificateEnded(field="code")
        one.row.state = Certificate.State.BLOCKED
        one.row.save(update_fields=["state"])
        tell([Step(certificate_id=certificate_id, kind=CertificateStep.Kind.BLOCKED, told=reason)], cause=cause, at=at)
        audit(
            act=BLOCKED, object_kind="certificate", object_id=certificate_id, object_name=str(one.row),
            by=cause.principal, reason=reason,
        )  # fmt: skip
        return one
