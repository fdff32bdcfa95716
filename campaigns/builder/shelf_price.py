"""What a product costs on the shelf, as far as receipts tell: shops send prices with carts and keep no list here."""

from datetime import datetime

from loyalty.money import MILLI
from loyalty.rows import one_row

MOST_RECEIPTS = 20_000

# From the last receipt backwards, so that what sells is found at once. A line's value is rounded to the kopeck.
_SQL = f"""
select round(l.base_kopecks * {MILLI}::numeric / l.quantity_milli)::bigint
from (
  select id, occurred_at from loyalty_order o
  where o.occurred_at <= %(at)s and (%(shop)s = '' or o.shop_id = (select id from loyalty_shop where code = %(shop)s))
  order by o.occurred_at desc limit {MOST_RECEIPTS}
) recent join loyalty_orderline l on l.order_id = recent.id
where l.sku = %(sku)s and l.base_kopecks > 0
order by recent.occurred_at desc limit 1
"""


def shelf_price(*, sku: str, shop: str, at: datetime) -> int | None:
    """Kopecks for a piece or kilogram: the price it was last sold at in the shop of that code, else in any; None when
    it is on none of the last 20 000 receipts. Two queries at most."""
    for where in (shop, ""):
        row = one_row(_SQL, {"sku": sku, "shop": where, "at": at})
        if row is not None:
            return int(row[0])
    return None
