"""Adds codes that somebody has thought of to a batch."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from campaigns.coupons.models import Coupon, CouponBatch
from campaigns.coupons.normal import MOST, normal_code
from loyalty.refusals import Refusal, Words


class CodeRefused(Refusal):
    """`code_at_fault` is the first that cannot be a code."""

    code: ClassVar[str] = "coupon_code_refused"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("This cannot be a code")
    hint: ClassVar[Words] = _("A code has letters or digits, at most 64 of them.")


class CodeTaken(Refusal):
    """`code_at_fault` is the first that is taken, in this batch or in another."""

    code: ClassVar[str] = "coupon_code_taken"
    title: ClassVar[Words] = _("This code, or one that looks like it, is taken")


def add_codes(*, batch: CouponBatch, codes: Sequence[str]) -> list[Coupon]:
    """The coupons of these codes, all or none; as they are shown. Raises CodeRefused and CodeTaken. Two queries."""
    made: dict[str, Coupon] = {}
    for code in codes:
        normal = normal_code(code)
        if not normal or len(code) > MOST or len(normal) > MOST:
            raise CodeRefused(code_at_fault=code[:MOST])
        if normal in made:
            raise CodeTaken(code_at_fault=code)
        state = Coupon.State.ISSUED if batch.kind == CouponBatch.Kind.SHARED else Coupon.State.CREATED
        made[normal] = Coupon(batch=batch, code=code.strip(), normal=normal, state=state)
    with transaction.atomic():
        taken = Coupon.objects.filter(normal__in=made).values_list("normal", flat=True).first()
        if taken is not None:
            raise CodeTaken(code_at_fault=made[taken].code)
        try:
            with transaction.atomic():
                return Coupon.objects.bulk_create(made.values())
        except IntegrityError as raced:  # somebody added one of them since we looked
            raise CodeTaken(code_at_fault=next(iter(made.values())).code) from raced
