"""The coupons that were issued to a member."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.rows import all_rows

MOST = 200
# Usable ones first, the soonest to end before others; then the latest.
_OF_MEMBER = """
select w.* from (
  select c.id, c.code, b.code as batch, b.name, c.issued_at, b.valid_from,
    coalesce(c.expires_at, b.valid_until) as until, case
      when b.kind = 'single' and coalesce(n.used, 0) > 0 then 'used'
      when b.stopped_at is not null or coalesce(c.expires_at, b.valid_until) <= %(at)s then 'expired'
      when b.kind = 'single' and exists(select from campaigns_couponreservation r where r.coupon_id = c.id
        and r.ended_at is null and coalesce(r.expires_at > %(at)s, true)) then 'reserved'
      else 'usable' end as state
  from campaigns_coupon c join campaigns_couponbatch b on b.id = c.batch_id
  left join campaigns_couponcounter n on n.batch_id = b.id and n.coupon_id = c.id
  where c.member_id = %(member)s and c.revoked_at is null
) w order by w.state <> 'usable', case when w.state = 'usable' then w.until end nulls last, w.id desc limit %(most)s
"""


@dataclass(frozen=True, kw_only=True)
class HeldCoupon:
    """`state` is usable, reserved, used or expired, as of the instant asked for. Works in [valid_from, valid_until)."""

    id: int
    code: str
    batch: str
    name: str
    issued_at: datetime
    valid_from: datetime | None
    valid_until: datetime | None
    state: str


def coupons_of_member(*, member_id: int, at: datetime) -> list[HeldCoupon]:
    """At most two hundred; revoked ones are left out. One query."""
    rows = all_rows(_OF_MEMBER, {"member": member_id, "at": at, "most": MOST})
    return [
        HeldCoupon(
            id=row[0], code=row[1], batch=row[2], name=row[3], issued_at=row[4], valid_from=row[5], valid_until=row[6],
            state=row[7],
        )
        for row in rows
    ]  # fmt: skip
