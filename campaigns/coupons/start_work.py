"""Begins work on a batch that takes longer than a page may."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.coupons.models import CouponBatch
from campaigns.coupons.random_codes import check_pattern
from campaigns.coupons.work_models import CouponWork, CouponWorkFile
from loyalty.audit.acts import ADDED, IMPORTED, ISSUED
from loyalty.audit.record import record
from loyalty.ledger.cause import Principal
from loyalty.members.seal import seal_bytes
from loyalty.refusals import Refusal, Words

MOST = 1_000_000
SEAL = "coupon work"
_ACTS = {CouponWork.Kind.MAKE: ADDED, CouponWork.Kind.LOAD: IMPORTED, CouponWork.Kind.ISSUE: ISSUED}


class NotSingleUse(Refusal):
    code: ClassVar[str] = "not_single_use"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("This batch has one code for many")
    hint: ClassVar[Words] = _("Codes are made, brought and issued in batches of single-use codes.")


class BatchStopped(Refusal):
    code: ClassVar[str] = "batch_stopped"
    title: ClassVar[Words] = _("The batch is stopped")
    hint: ClassVar[Words] = _("Its codes work no longer; make a new batch.")


class WrongCount(Refusal):
    code: ClassVar[str] = "wrong_count"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("From one to a million at once")


def start_work(
    *, kind: str, batch_id: int, total: int, by: int | None, at: datetime, name: str = "",
    terms: dict[str, Any] | None = None, lines: list[str] | None = None,
) -> int:  # fmt: skip
    """The id of the work; the due job carries it out. `lines` are what it reads, one for each step.

    Raises NotSingleUse, BatchStopped, WrongCount, and WrongPattern where codes are to be made. Four queries.
    """
    if not 1 <= total <= MOST:
        raise WrongCount(field="count")
    with transaction.atomic():
        batch = CouponBatch.objects.get(pk=batch_id)
        if batch.kind != CouponBatch.Kind.SINGLE:
            raise NotSingleUse()
        if batch.stopped_at is not None:
            raise BatchStopped()
        if kind == CouponWork.Kind.MAKE:
            check_pattern(batch.pattern)
        work = CouponWork.objects.create(
            batch=batch, kind=kind, total=total, by_id=by, at=at, advanced_at=at, name=name[:255], terms=terms or {}
        )
        if lines is not None:
            sealed = seal_bytes(kind=SEAL, plain="\n".join(lines).encode())
            CouponWorkFile.objects.create(work=work, sealed=sealed)
        record(
            act=_ACTS[CouponWork.Kind(kind)], object_kind="coupon_batch", object_id=batch.pk, object_name=batch.name,
            by=Principal("staff", by) if by else None, after={"rows": total},
        )  # fmt: skip
    return work.pk
