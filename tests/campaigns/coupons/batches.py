"""Batches of coupons for tests."""

import itertools
from typing import Any

from campaigns.coupons.models import Coupon, CouponBatch
from campaigns.coupons.normal import normal_code

_numbers = itertools.count(1)


def a_pool(code: str = "next-visit", *codes: str, **terms: Any) -> CouponBatch:
    """A batch of single-use codes, with these codes in it."""
    given = {"name": f"Пачка {code}", "gives_ru": "Скидка 10 %", "gives_en": "10 % off", **terms}
    batch = CouponBatch.objects.create(code=code, kind=CouponBatch.Kind.SINGLE, limit_each=1, **given)
    Coupon.objects.bulk_create(Coupon(batch=batch, code=one, normal=normal_code(one)) for one in codes)
    return batch
