"""What campaigns had a part in."""

from django.utils.translation import gettext_lazy as _

from analytics.facts.fact import Fact, facts
from analytics.facts.sales import CHANGED
from campaigns.results.moves import OF_EVERY

# `what` as in CampaignResult: "orders" (1 while goods of it are left), "discount" (kopecks) or the code of a unit
# (minor steps). `kopecks`: what it costs; points at today's price of their unit.
facts.add(
    "campaign_uses",
    Fact(
        title=_("what campaigns gave in orders, net of returns"),
        sql=f"""
with {OF_EVERY}, booked as (
  select order_id, code, version, what, sum(amount)::bigint as amount from moves group by 1, 2, 3, 4
  having sum(amount) <> 0
)
select b.order_id, o.member_id, o.shop_id, s.day, b.code as campaign, b.version::bigint as version, b.what, b.amount,
  case when b.what = 'discount' then b.amount else b.amount * coalesce(u.step_kopecks, 0) end as kopecks
from booked b join sold s on s.id = b.order_id join loyalty_order o on o.id = b.order_id
left join loyalty_unit u on u.code = b.what""",
        columns={
            "order_id": "int64",
            "member_id": "int64",
            "shop_id": "int64",
            "day": "date",
            "campaign": "string",
            "version": "int64",
            "what": "string",
            "amount": "int64",
            "kopecks": "int64",
        },
        changed=CHANGED,
        month_of="day",
    ),
)
