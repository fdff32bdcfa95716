"""How a batch does: codes from made to used, and the money they moved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from loyalty.rows import all_rows

_FUNNEL = """
select c.batch_id, count(*), count(c.issued_at), count(c.seen_at),
  count(*) filter (where c.state = 'created'), count(*) filter (where c.state = 'reserved'),
  count(*) filter (where c.state = 'revoked'), count(*) filter (where c.state = 'expired')
from campaigns_coupon c where c.batch_id = any(%s) group by 1
"""
_USES = (
    "select batch_id, used, reserved, over from campaigns_couponcounter where coupon_id is null and batch_id = any(%s)"
)
# A use that came back moved nothing; an order counts once, whatever its codes.
_MONEY = """
with kept as (
  select e.order_id, e.discount_kopecks from campaigns_couponentry e join campaigns_coupon c on c.id = e.coupon_id
  where c.batch_id = %(batch)s and e.act = 'used' and not exists (
    select from campaigns_couponentry r where r.order_id = e.order_id and r.coupon_id = e.coupon_id
      and r.act = 'restored')
)
select coalesce(sum(k.discount_kopecks), 0)::bigint, (
  select coalesce(sum(o.to_pay_kopecks - o.refunded_kopecks), 0)::bigint from loyalty_order o
  where o.state = 'completed' and o.id in (select order_id from kept)
), (select count(distinct order_id) from kept)
from kept k
"""


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """Numbers of codes; `used`, `reserved` and `over` are uses, of which a shared code has many."""

    made: int = 0
    issued: int = 0
    seen: int = 0
    free: int = 0
    revoked: int = 0
    expired: int = 0
    used: int = 0
    reserved: int = 0
    over: int = 0


@dataclass(frozen=True, kw_only=True)
class Money:
    """`sales_kopecks` were paid in the orders in which codes were used, net of returns."""

    discount_kopecks: int
    sales_kopecks: int
    orders: int


def funnels(batch_ids: Iterable[int]) -> Mapping[int, Funnel]:
    """Of each batch. Two queries; one reads every code of these batches."""
    ids = list(batch_ids)
    uses = {batch: rest for batch, *rest in all_rows(_USES, [ids])}
    counts = {batch: rest for batch, *rest in all_rows(_FUNNEL, [ids])}
    found = {}
    for batch in ids:
        made, issued, seen, free, held, revoked, expired = counts.get(batch, [0] * 7)
        used, reserved, over = uses.get(batch, (0, held, 0))
        found[batch] = Funnel(
            made=made, issued=issued, seen=seen, free=free, revoked=revoked, expired=expired, used=used,
            reserved=reserved, over=over,
        )  # fmt: skip
    return found


def money_of(*, batch_id: int) -> Money:
    """One query; it reads every use of the batch."""
    discount, sales, orders = all_rows(_MONEY, {"batch": batch_id})[0]
    return Money(discount_kopecks=discount, sales_kopecks=sales, orders=orders)
