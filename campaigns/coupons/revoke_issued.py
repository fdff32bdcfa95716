"""Takes back the codes of an order whose goods came back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from loyalty.purchase.decision import CouponToCome
from loyalty.rows import array

# The rows are locked first and looked at again: a till may be using one of them.
_LOCK = """
select c.id from campaigns_coupon c join campaigns_couponbatch b on b.id = c.batch_id
join campaigns_campaign a on a.id = c.issued_campaign_id
where c.issued_order_id = %(order)s and c.state = 'issued'
  and (a.code, b.code) in (select * from unnest(%(campaigns)s::text[], %(batches)s::text[]))
order by c.id for no key update of c
"""
_REVOKE = """
with gone as (
  update campaigns_coupon c set state = 'revoked', revoked_at = %(at)s
  where c.id = any(%(ids)s) and c.state = 'issued' and not exists (
    select 1 from campaigns_couponcounter u where u.coupon_id = c.id and u.used + u.reserved > 0
  ) returning id, member_id
)
insert into campaigns_couponentry (coupon_id, act, order_id, member_id, period_key, reason, principal, at)
select id, 'revoked', %(order)s, member_id, '', 'returned', 'system', %(at)s from gone
"""


def revoke_issued(*, order_id: int, lost: Sequence[CouponToCome], at: datetime) -> None:
    """Those of `lost` that were used or are being used stay: their sale has happened. Two queries."""
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {
            "order": order_id, "campaigns": array(one.campaign for one in lost),
            "batches": array(one.batch for one in lost),
        }  # fmt: skip
        cursor.execute(_LOCK, asked)
        ids = [row[0] for row in cursor.fetchall()]
        if ids:
            cursor.execute(_REVOKE, {"ids": ids, "order": order_id, "at": at})
