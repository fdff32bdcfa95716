"""Takes a certificate out of a member's cabinet; its code pays as before."""

from datetime import datetime

from django.db import transaction

from loyalty.certificates.account import lock_certificates
from loyalty.certificates.models import Certificate, CertificateStep
from loyalty.certificates.steps import Step, tell
from loyalty.ledger.cause import Cause, Principal


def unbind(*, member_id: int, certificate_id: int, at: datetime) -> bool:
    """False, and nothing changed, when it is not in this member's cabinet."""
    with transaction.atomic():
        if not Certificate.objects.filter(pk=certificate_id, member_id=member_id).exists():
            return False
        row = lock_certificates([certificate_id], at=at)[certificate_id].row
        if row.member_id != member_id:
            return False
        row.member_id = None
        row.save(update_fields=["member"])
        cause = Cause(principal=Principal("member", member_id), reason="unbound")
        tell([Step(certificate_id=certificate_id, kind=CertificateStep.Kind.UNBOUND)], cause=cause, at=at)
        return True
