"""A member's coupons with what people read of them: the wallet of the cabinet, and the panel of the staff."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from campaigns.coupons.models import Coupon, CouponBatch
from campaigns.coupons.opened import gives, opened_by
from campaigns.coupons.wallet import HeldCoupon, coupons_of_member
from loyalty.purchase.outcomes import Text

PAST = 20
USABLE, RESERVED, USED = "usable", "reserved", "used"


@dataclass(frozen=True, kw_only=True)
class Owned:
    """`held` has the code, its dates and its state. `given` and `terms` are what it gives and asks, perhaps empty;
    `source` is a Coupon.Source, `shops` are codes."""

    held: HeldCoupon
    batch_id: int
    given: Text
    terms: Text
    source: str
    shops: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Wallet:
    """`open`: usable ones, the soonest to end first, then those that a purchase holds. `past`: the latest twenty that
    were used or whose time is over."""

    open: Sequence[Owned]
    past: Sequence[Owned]


def wallet_of(*, member_id: int, at: datetime) -> Wallet:
    """Two queries, three where a batch does not say what it gives."""
    held = coupons_of_member(member_id=member_id, at=at)
    open_ = [one for one in held if one.state in (USABLE, RESERVED)]
    past = [one for one in held if one.state not in (USABLE, RESERVED)][:PAST]
    rows = Coupon.objects.filter(pk__in=[one.id for one in (*open_, *past)]).select_related("batch")
    known = {row.pk: row for row in rows}
    given = gives_of(row.batch for row in known.values())
    return Wallet(
        open=[_owned(one, known[one.id], given) for one in open_],
        past=[_owned(one, known[one.id], given) for one in past],
    )


def open_count(*, member_id: int, at: datetime) -> int:
    """How many coupons the member can use. One query."""
    return sum(one.state == USABLE for one in coupons_of_member(member_id=member_id, at=at))


def gives_of(batches: Iterable[CouponBatch]) -> Mapping[int, Text]:
    """What each batch gives, by its id. One query where a batch says nothing itself."""
    by_id = {batch.pk: batch for batch in batches}
    silent = {batch.code for batch in by_id.values() if not (batch.gives_ru and batch.gives_en)}
    opened = opened_by(*silent) if silent else {}
    return {pk: gives(batch, opened.get(batch.code, ())) for pk, batch in by_id.items()}


def _owned(held: HeldCoupon, row: Coupon, given: Mapping[int, Text]) -> Owned:
    batch = row.batch
    return Owned(
        held=held, batch_id=batch.pk, given=given[batch.pk], terms=Text(ru=batch.terms_ru, en=batch.terms_en),
        source=row.source, shops=tuple(batch.shops),
    )  # fmt: skip
