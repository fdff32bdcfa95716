"""Fills a pool with random codes."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, connection, transaction

from campaigns.coupons.models import CouponBatch
from campaigns.coupons.normal import normal_code
from campaigns.coupons.random_codes import random_codes

_COPY = "copy campaigns_coupon (batch_id, code, normal, state, source, issued_segment) from stdin"
_TRIES = 5


def make_codes(*, batch: CouponBatch, count: int) -> int:
    """How many were made: `count`. By COPY; a piece in which a code exists already (about every second million has
    one) is drawn anew. Call inside a transaction."""
    for left in reversed(range(_TRIES)):
        codes = random_codes(pattern=batch.pattern, count=count)
        try:
            with transaction.atomic(), connection.cursor() as cursor, connection.wrap_database_errors:
                _copy(cursor, batch.pk, codes)
            return count
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("unreachable")


def _copy(cursor: Any, batch_id: int, codes: Iterable[str]) -> None:
    with cursor.copy(_COPY) as copy:
        for code in codes:
            copy.write_row((batch_id, code, normal_code(code), "created", "", ""))
