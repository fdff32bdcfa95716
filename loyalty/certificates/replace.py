"""Issues a certificate in place of one whose code was lost or stolen; what is left moves to it."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.audit.acts import REPLACED
from loyalty.audit.record import record as audit
from loyalty.certificates.account import Locked, for_ever, lock_certificates
from loyalty.certificates.issue import NewCertificate, issue
from loyalty.certificates.models import Certificate, CertificateStep
from loyalty.certificates.state import CertificateEnded
from loyalty.certificates.steps import Step, tell
from loyalty.ledger.book import Book
from loyalty.ledger.cause import Cause
from loyalty.ledger.movements import burn, earn
from loyalty.ledger.post import post
from loyalty.refusals import Refusal, Words


class NothingToReplace(Refusal):
    code: ClassVar[str] = "nothing_to_replace"
    title: ClassVar[Words] = _("There is no money on this certificate")


class CertificateHeld(Refusal):
    code: ClassVar[str] = "certificate_held"
    title: ClassVar[Words] = _("Some of this certificate's money is reserved by an order that is being paid for")
    hint: ClassVar[Words] = _("Block the certificate, and replace it once the order is completed or cancelled.")


def replace(*, certificate_id: int, reason: str, cause: Cause, at: datetime) -> int:
    """The id of the new certificate: another code, all that was left, valid as long, with the same member.

    What returns put back later goes to it, too. CertificateEnded, NothingToReplace, CertificateHeld.
    """
    with transaction.atomic():
        one = lock_certificates([certificate_id], at=at)[certificate_id]
        row, left = one.row, one.book.active
        if row.state not in (Certificate.State.ACTIVE, Certificate.State.BLOCKED):
            raise CertificateEnded(field="code")
        if one.book.held:
            raise CertificateHeld(field="code")
        if not left:
            raise NothingToReplace(field="code")
        new = NewCertificate(
            product_id=row.product_id, nominal_kopecks=left, member_id=row.member_id, replaces_id=row.pk,
            with_pin=row.pin_hash is not None, told=reason,
        )  # fmt: skip
        (new_id,) = issue(new=[new], cause=cause, at=at)
        other = lock_certificates([new_id], at=at)[new_id]  # nobody else knows it: its account is new
        forward(one.book, other, left, cause=cause, key=f"certificate:{row.pk}:replaced", at=at)
        row.state = Certificate.State.REPLACED
        row.save(update_fields=["state"])
        other.row.state, other.row.activated_at = Certificate.State.ACTIVE, at
        other.row.valid_until, other.row.expired_at = row.valid_until, row.expired_at
        other.row.save(update_fields=["state", "activated_at", "valid_until", "expired_at"])
        post([one.book, other.book])
        kinds = CertificateStep.Kind
        tell(
            [
                Step(certificate_id=row.pk, kind=kinds.REPLACED, kopecks=-left, told=reason),
                Step(certificate_id=new_id, kind=kinds.REPLACES, kopecks=left),
            ],
            cause=cause,
            at=at,
        )
        audit(
            act=REPLACED, object_kind="certificate", object_id=row.pk, object_name=str(row), by=cause.principal,
            reason=reason, after={"replaced_by": str(other.row)},
        )  # fmt: skip
        return new_id


def forward(source: Book, target: Locked, kopecks: int, *, cause: Cause, key: str, at: datetime) -> None:
    """Move money of one locked account to another; the caller posts both."""
    burn(source, kopecks, cause=cause, key=f"{key}:out", at=at, kind="transfer")
    earn(target.book, kopecks, for_ever(at), cause=cause, key=f"{key}:in", at=at, kind="transfer")
