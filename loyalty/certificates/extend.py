"""Gives a certificate more time; what its expiry wrote off comes back."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.audit.acts import EXTENDED
from loyalty.audit.record import record as audit
from loyalty.certificates.account import Locked, for_ever, lock_certificates
from loyalty.certificates.models import Certificate, CertificateStep
from loyalty.certificates.state import CertificateEnded
from loyalty.certificates.steps import Step, tell
from loyalty.ledger.cause import Cause
from loyalty.ledger.movements import earn
from loyalty.ledger.post import post
from loyalty.refusals import Refusal, Words


class NotLonger(Refusal):
    code: ClassVar[str] = "not_longer"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("The new day must be later than the one before, and in the future")


def extend(*, certificate_id: int, until: datetime, reason: str, cause: Cause, at: datetime) -> Locked:
    """Valid until `until`. CertificateEnded for one that was returned or replaced, NotLonger."""
    with transaction.atomic():
        one = lock_certificates([certificate_id], at=at)[certificate_id]
        row = one.row
        if row.state not in (Certificate.State.ACTIVE, Certificate.State.BLOCKED) or row.valid_until is None:
            raise CertificateEnded(field="code")
        if until <= max(row.valid_until, at):
            raise NotLonger(field="until")
        back = _written_off(row)
        if back:
            key = f"certificate:{row.pk}:v{one.book.version}"
            earn(one.book, back, for_ever(at), cause=cause, key=key, at=at, kind="adjust")
            post([one.book])
        before, row.valid_until, row.expired_at = row.valid_until, until, None
        row.save(update_fields=["valid_until", "expired_at"])
        tell(
            [Step(certificate_id=row.pk, kind=CertificateStep.Kind.EXTENDED, kopecks=back, told=reason)],
            cause=cause,
            at=at,
        )
        audit(
            act=EXTENDED, object_kind="certificate", object_id=row.pk, object_name=str(row), by=cause.principal,
            reason=reason, before={"valid_until": before.isoformat()}, after={"valid_until": until.isoformat()},
        )  # fmt: skip
        return one


def _written_off(row: Certificate) -> int:
    """Kopecks that expiries wrote off and no extension has given back."""
    kinds = (CertificateStep.Kind.EXPIRED, CertificateStep.Kind.EXTENDED)
    steps = CertificateStep.objects.filter(certificate_id=row.pk, kind__in=kinds).values_list("kopecks", flat=True)
    return -sum(steps)
