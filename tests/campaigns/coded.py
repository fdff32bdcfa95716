"""Batches of codes for tests, put there by the real verbs."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import connection

from campaigns.coupons.add_codes import add_codes
from campaigns.coupons.models import Coupon, CouponBatch, CouponCounter, CouponEntry
from campaigns.coupons.save_batch import BatchTerms, save_batch
from loyalty.proofs import proofs
from loyalty.purchase.cart import Cart
from tests.builders import NOON, a_cart
from tests.campaigns.running import a_campaign

TEN_OFF = {"percent_off": {"rate": 1_000}}  # 90.00 of the 900.00 of a_cart


def a_batch(
    code: str = "spring", *, codes: Sequence[str] = ("SPRING",), kind: str = "shared", **terms: Any
) -> CouponBatch:
    """A batch with these codes; what `terms` does not name is not limited."""
    if kind == CouponBatch.Kind.SINGLE:
        terms.setdefault("limit_each", 1)
    batch = save_batch(code=code, kind=kind, terms=BatchTerms(name=code, **terms), author=None, at=NOON)
    add_codes(batch=batch, codes=codes)
    return batch


def a_coded_campaign(code: str = "spring", *batches: str, **parts: Any) -> int:
    """−10 % for whoever has a code of the batches (of the one of its name, unless told)."""
    when = {"all": [{"coupon": {"batches": list(batches or (code,))}}]}
    return a_campaign(code, TEN_OFF, when=when, **parts)


def with_codes(cart: Cart, *codes: str) -> Cart:
    return msgspec.structs.replace(cart, coupons=codes)


def a_coded_cart(member_id: int | None = None, *codes: str) -> Cart:
    """Two coffees of 450 roubles and a code."""
    return with_codes(a_cart(member_id), *(codes or ("SPRING",)))


def counted(batch: CouponBatch, code: str | None = None) -> tuple[int, int, int]:
    """used, reserved and over of a code, or of the whole batch."""
    coupon = None if code is None else Coupon.objects.get(code=code)
    row = CouponCounter.objects.filter(batch=batch, coupon=coupon).first()
    return (0, 0, 0) if row is None else (row.used, row.reserved, row.over)


def acts(code: str) -> list[str]:
    """What has happened to a code."""
    return list(CouponEntry.objects.filter(coupon__code=code).order_by("pk").values_list("act", flat=True))


def broken_laws() -> list[str]:
    """The proofs of coupons and budgets that do not hold over what is there."""
    found = []
    with connection.cursor() as cursor:
        for code, proof in proofs:
            if code in ("Q-40", "Q-41", "Q-50", "Q-51", "Q-52", "Q-53"):
                cursor.execute(f"select count(*) from ({proof.sql}) as checked(id, broken) where broken", {"at": NOON})
                if cursor.fetchone()[0]:
                    found.append(code)
    return found
