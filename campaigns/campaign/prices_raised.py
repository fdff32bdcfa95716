"""Goods of a discount whose shelf price rose shortly before it: what the law on advertising and honest shops avoid."""

from datetime import datetime, timedelta

from django.db.models import Q

from campaigns.effects.effect import Cost
from campaigns.engine.definition import Definition
from loyalty.catalogue.models import Product
from loyalty.purchase.goods import Goods
from loyalty.rows import all_rows

DAYS = 30
MOST_PRODUCTS, MOST_RECEIPTS = 500, 50_000

# By product: the price of a piece on its last receipt of the window, and the lowest that it was sold at before that.
_SQL = """
with recent as (
  select id, occurred_at from loyalty_order where occurred_at >= %(since)s and occurred_at < %(at)s
  order by occurred_at desc limit %(receipts)s
)
select sku from (
  select l.sku, l.base_kopecks * 1000 / l.quantity_milli as price, o.occurred_at,
    row_number() over (partition by l.sku order by o.occurred_at desc, l.id desc) as place
  from recent o join loyalty_orderline l on l.order_id = o.id
  where l.sku = any(%(skus)s) and l.base_kopecks > 0
) sold
group by sku
having max(price) filter (where place = 1) > min(price)
order by sku
"""


def prices_raised(definition: Definition, *, at: datetime) -> tuple[str, ...]:
    """Names of products that the campaign makes cheaper and that were sold for less in the last 30 days than they are
    now, by the last 50 000 receipts. Two queries, over at most 500 products; none where it takes nothing off chosen
    goods."""
    chosen = [
        goods for effect in definition.effects if Cost.DISCOUNT in effect.costs for goods in effect.acts_on()
        if goods.keys() is not None
    ]  # fmt: skip
    if not chosen:
        return ()
    named = dict(Product.objects.filter(_any_of(chosen)).order_by("sku").values_list("sku", "name")[:MOST_PRODUCTS])
    if not named:
        return ()
    params = {"skus": list(named), "since": at - timedelta(days=DAYS), "at": at, "receipts": MOST_RECEIPTS}
    rows = all_rows(_SQL, params)
    return tuple(named[sku] for (sku,) in rows)


def _any_of(chosen: list[Goods]) -> Q:
    found = Q()
    for goods in chosen:
        one = Q()
        if goods.skus is not None:
            one &= Q(sku__in=goods.skus)
        if goods.categories is not None:
            one &= Q(category__path__overlap=list(goods.categories))
        if goods.brands is not None:
            one &= Q(brand__in=goods.brands)
        if goods.collections is not None:
            one &= Q(collections__code__in=goods.collections)
        found |= one
    return found
