"""Adds money to a certificate that was paid for."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.certificates.account import Locked, for_ever, is_usable, lock_certificates
from loyalty.certificates.find import CertificateNotValid
from loyalty.certificates.models import CertificateStep
from loyalty.certificates.steps import Step, tell
from loyalty.ledger.cause import Cause
from loyalty.ledger.movements import earn
from loyalty.ledger.post import post
from loyalty.refusals import Refusal, Words

MOST_KOPECKS = 10**10  # on one certificate: what any of them may be sold for


class TooMuchMoney(Refusal):
    code: ClassVar[str] = "certificate_too_much"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("A certificate cannot hold that much money")


def top_up(
    *, certificate_id: int, kopecks: int, cause: Cause, natural_key: str, at: datetime, reference: str = ""
) -> Locked:
    """`kopecks` > 0 more; its days stay as they are. CertificateNotValid unless it can pay now, TooMuchMoney. Six
    queries."""
    with transaction.atomic():
        one = lock_certificates([certificate_id], at=at)[certificate_id]
        if not is_usable(one.row, at):
            raise CertificateNotValid(field="code")
        if one.book.active + kopecks > MOST_KOPECKS:
            raise TooMuchMoney(field="amount")
        earn(one.book, kopecks, for_ever(at), cause=cause, key=natural_key, at=at)
        post([one.book])
        tell(
            [
                Step(
                    certificate_id=certificate_id, kind=CertificateStep.Kind.TOPPED_UP, kopecks=kopecks,
                    reference=reference,
                )
            ],
            cause=cause,
            at=at,
        )  # fmt: skip
        return one
