"""Stops a batch of codes, for good."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.coupons.models import CouponBatch
from campaigns.coupons.work_models import CouponWork
from loyalty.audit.because import because
from loyalty.refusals import Refusal, Words


class NoSuchBatch(Refusal):
    code: ClassVar[str] = "coupon_batch_not_found"
    status: ClassVar[int] = 404
    title: ClassVar[Words] = _("There is no such batch of coupons")


def stop_batch(*, code: str, reason: str, at: datetime) -> bool:
    """Its codes open nothing in quotes from now on; quotes made before are honoured, and so is what is held back. What
    is being made, brought or issued of it stops, too. False when it was stopped before. Raises NoSuchBatch."""
    with transaction.atomic():
        batch = CouponBatch.objects.select_for_update(no_key=True).filter(code=code).first()
        if batch is None:
            raise NoSuchBatch()
        if batch.stopped_at is not None:
            return False
        because(reason=reason)
        batch.stopped_at = at
        batch.save(update_fields=["stopped_at"])
        running = CouponWork.objects.filter(batch=batch, state=CouponWork.State.RUNNING)
        running.update(state=CouponWork.State.STOPPED, advanced_at=at)
        return True
