"""Takes the codes of a batch away, and writes down who did."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from tablib import Dataset

from campaigns.coupons.models import Coupon, CouponBatch
from loyalty.audit.acts import EXPORTED
from loyalty.audit.record import record
from loyalty.imports.cells import plain
from loyalty.imports.take_away import take_away

PAGE = 5_000


def export_codes(*, batch: CouponBatch, format: str, by: int, at: datetime) -> Iterator[Dataset]:  # noqa: A002
    """Tables of up to 5 000 codes with their state, recipient and dates, as cells that no spreadsheet runs; `code` is
    the column that can be brought back. What `take_away` refuses. A query for each table."""
    rows = batch.coupons.count()
    taken = take_away(tables=_tables(batch, _headers()), rows=rows, format=format, by=by, at=at)
    record(
        act=EXPORTED, object_kind="coupon_batch", object_id=batch.pk, object_name=batch.name,
        after={"format": format, "rows": rows},
    )  # fmt: skip
    return taken


def _headers() -> list[str]:
    return ["code", gettext("State"), gettext("Recipient"), gettext("Issued at"), gettext("Works until")]


def _tables(batch: CouponBatch, headers: list[str]) -> Iterator[Dataset]:
    last, first = 0, True
    while True:
        page = list(batch.coupons.filter(pk__gt=last).order_by("pk")[:PAGE])
        if page or first:
            yield Dataset(*map(_row, page), headers=headers)
        if len(page) < PAGE:
            return
        last, first = page[-1].pk, False


def _row(coupon: Coupon) -> tuple[object, ...]:
    dates = (coupon.issued_at, coupon.expires_at)
    return (
        plain(coupon.code), str(Coupon.State(coupon.state).label), coupon.member_id or "",
        *(date_format(localtime(date), "Y-m-d H:i") if date else "" for date in dates),
    )  # fmt: skip
