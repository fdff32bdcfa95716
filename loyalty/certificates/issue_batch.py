"""Issues certificates by hand: for a company that has paid its invoice, or cards for the tills."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.audit.acts import ADDED
from loyalty.audit.record import record as audit
from loyalty.certificates.activate import activate
from loyalty.certificates.issue import NewCertificate, issue
from loyalty.certificates.models import CertificateBatch, CertificateProduct
from loyalty.certificates.nominal import check_nominal
from loyalty.ledger.cause import Cause
from loyalty.refusals import Refusal, Words

MOST = 1_000  # in one batch: it is one transaction
MOST_KOPECKS = 10**10  # all of them together


class BatchTooLarge(Refusal):
    code: ClassVar[str] = "batch_too_large"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("Too many certificates, or too much money, for one batch")
    hint: ClassVar[Words] = _("Issue several batches.")


def issue_batch(
    *, product: CertificateProduct, count: int, nominal_kopecks: int, is_paid: bool, with_pin: bool, reason: str,
    cause: Cause, at: datetime,
) -> int:  # fmt: skip
    """The batch's id. `is_paid`: they can pay at once, because `reason` names the document they were paid by; otherwise
    they wait for the till that sells them. NominalNotSold, BatchTooLarge."""
    check_nominal(product, nominal_kopecks, field="nominal")
    if not 1 <= count <= MOST or count * nominal_kopecks > MOST_KOPECKS:
        raise BatchTooLarge(field="count")
    assert cause.principal.id is not None
    with transaction.atomic():
        batch = CertificateBatch.objects.create(
            product=product, count=count, nominal_kopecks=nominal_kopecks, is_paid=is_paid, with_pin=with_pin,
            reason=reason, author_id=cause.principal.id, at=at,
        )  # fmt: skip
        one = NewCertificate(
            product_id=product.pk, nominal_kopecks=nominal_kopecks, batch_id=batch.pk, with_pin=with_pin, told=reason
        )
        ids = issue(new=[one] * count, cause=cause, at=at)
        if is_paid:
            activate(certificate_ids=ids, cause=cause, at=at, told=reason)
        audit(
            act=ADDED, object_kind="certificate_batch", object_id=batch.pk, object_name=product.name_ru,
            by=cause.principal, reason=reason, after={"count": count, "nominal_kopecks": nominal_kopecks},
        )  # fmt: skip
        return batch.pk
