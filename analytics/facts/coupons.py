"""What happened to coupons."""

from django.utils.translation import gettext_lazy as _

from analytics.facts.fact import Fact, facts
from analytics.facts.sales import CHANGED

# A use is of the day, shop and member of its order; one that came back with the goods was none. `issued` is the day on
# which the coupon was issued to its member: empty for what anybody may use.
facts.add(
    "coupon_acts",
    Fact(
        title=_("coupons issued, seen and used"),
        sql="""
select c.id as coupon_id, b.code as batch, act.act, (act.at at time zone p.timezone)::date as day, act.member_id,
  act.shop_id, act.order_id, act.discount,
  case when c.member_id is not null then (c.issued_at at time zone p.timezone)::date end as issued
from (
  select coupon_id, 'issued' as act, at, member_id, null::bigint as shop_id, order_id, 0::bigint as discount
  from campaigns_couponentry where act = 'issued' /* during at */
  union all
  select id, 'seen', seen_at, member_id, null, null, 0 from campaigns_coupon
  where seen_at is not null /* during seen_at */
  union all
  select e.coupon_id, 'used', o.occurred_at, o.member_id, o.shop_id, o.id, e.discount_kopecks
  from campaigns_couponentry e join loyalty_order o on o.id = e.order_id and o.state = 'completed'
  where e.act = 'used' /* during o.occurred_at */ and not exists (select from campaigns_couponentry r
    where r.act = 'restored' and r.order_id = e.order_id and r.coupon_id = e.coupon_id)
) act join campaigns_coupon c on c.id = act.coupon_id join campaigns_couponbatch b on b.id = c.batch_id
cross join loyalty_program p""",
        columns={
            "coupon_id": "int64",
            "batch": "string",
            "act": "string",
            "day": "date",
            "member_id": "int64",
            "shop_id": "int64",
            "order_id": "int64",
            "discount": "int64",
            "issued": "date",
        },
        changed=f"""{CHANGED}
union all
select case e.act when 'issued' then e.at else o.occurred_at end
from campaigns_couponentry e left join loyalty_order o on o.id = e.order_id
where e.recorded_at >= %(since)s and e.act in ('issued', 'used', 'restored')
union all
select seen_at from campaigns_coupon where seen_at >= %(since)s""",
        month_of="day",
    ),
)

# Whose coupons they are: the campaigns that ask for a code of the batch, in any version that was published. A
# publication reaches back to the first coupon of its batches.
_NAMED = """
select distinct v.campaign_id, v.created_at, batch #>> '{}' as batch from campaigns_campaignversion v
cross join jsonb_path_query(v.definition -> 'when', '$.**.coupon.batches[*]') batch"""
facts.add(
    "coupon_campaigns",
    Fact(
        title=_("campaigns that coupons open"),
        sql=f"""
select distinct b.code as batch, c.code as campaign from ({_NAMED}) named
join campaigns_couponbatch b on b.code = named.batch join campaigns_campaign c on c.id = named.campaign_id""",
        columns={"batch": "string", "campaign": "string"},
        changed=f"""
select e.at from ({_NAMED}) named join campaigns_couponbatch b on b.code = named.batch
join campaigns_coupon c on c.batch_id = b.id join campaigns_couponentry e on e.coupon_id = c.id
where named.created_at >= %(since)s""",
    ),
)
