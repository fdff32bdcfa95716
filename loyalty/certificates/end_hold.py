"""Ends a reservation that a shop made outside of an order: takes its money, or sets it free."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.certificates.account import Locked, lock_certificates
from loyalty.certificates.find import CertificateNotValid
from loyalty.certificates.models import Certificate, CertificateStep
from loyalty.certificates.steps import Step, tell
from loyalty.ledger.book import Hold
from loyalty.ledger.cause import Cause
from loyalty.ledger.movements import capture, release
from loyalty.ledger.post import post
from loyalty.refusals import Refusal, Words


class HoldNotFound(Refusal):
    code: ClassVar[str] = "hold_not_found"
    status: ClassVar[int] = 404
    title: ClassVar[Words] = _("There is no such reservation")


class CertificateHoldEnded(Refusal):
    code: ClassVar[str] = "hold_expired"
    title: ClassVar[Words] = _("The reservation has ended")
    hint: ClassVar[Words] = _("Reserve the amount again.")


class CaptureExceedsAmount(Refusal):
    code: ClassVar[str] = "capture_exceeds_hold"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("More than was reserved")


def end_hold(
    *, certificate_id: int, hold_id: int, kopecks: int | None, cause: Cause, at: datetime, reference: str = ""
) -> Locked:
    """Take `kopecks` of the shop's own hold and free the rest; None frees all of it.

    HoldNotFound unless the cause's shop made it for this certificate, CertificateHoldEnded once it has ended,
    CaptureExceedsAmount, and CertificateNotValid for money of a certificate that was blocked since. Seven queries.
    """
    assert cause.shop_id is not None
    with transaction.atomic():
        one = lock_certificates([certificate_id], at=at)[certificate_id]
        mine = CertificateStep.objects.filter(
            certificate_id=certificate_id, kind=CertificateStep.Kind.HELD, hold_id=hold_id, shop_id=cause.shop_id,
            order=None,
        )  # fmt: skip
        if not mine.exists():
            raise HoldNotFound(field="hold")
        held = next((found for found in one.book.holds if found.id == hold_id and found.state == "open"), None)
        if held is None:
            raise CertificateHoldEnded(field="hold")
        step = _capture(one, held, kopecks, cause, at) if kopecks else _release(one, held, cause, at)
        post([one.book])
        tell(
            [Step(certificate_id=certificate_id, kind=step, kopecks=-(kopecks or 0), hold_id=hold_id,
                  reference=reference)],
            cause=cause, at=at,
        )  # fmt: skip
        return one


def _capture(one: Locked, held: Hold, kopecks: int, cause: Cause, at: datetime) -> str:
    if one.row.state != Certificate.State.ACTIVE or one.book.frozen:
        raise CertificateNotValid(field="code")
    if kopecks > held.amount:
        raise CaptureExceedsAmount(field="amount")
    capture(one.book, held, kopecks, cause=cause, at=at)
    return CertificateStep.Kind.PAID


def _release(one: Locked, held: Hold, cause: Cause, at: datetime) -> str:
    release(one.book, held, cause=cause, at=at)
    return CertificateStep.Kind.RELEASED
