"""The law of the results of campaigns."""

from django.utils.translation import gettext_lazy as _

from campaigns.results.moves import OF_ALL
from loyalty.proofs import Proof, proofs

# Without the days: those are days of the zone that the programme had when the order was counted.
proofs.add(
    "Q-42",
    Proof(
        title=_("What campaigns have come to is what their orders say, less what came back"),
        sql=f"""
select coalesce(k.campaign_id, e.campaign_id), coalesce(k.amount, 0) <> coalesce(e.amount, 0)
from (
  select campaign_id, version, what, sum(amount) as amount from campaigns_campaignresult where what <> 'over'
  group by 1, 2, 3
) k
full join (
  with {OF_ALL}
  select a.id as campaign_id, m.version, m.what, sum(m.amount) as amount
  from counted m join campaigns_campaign a on a.code = m.code group by 1, 2, 3
) e on e.campaign_id = k.campaign_id and e.version = k.version and e.what = k.what""",
        of="campaign",
    ),
)
# Of orders whose lots say whose they are; lots have said it since the changelog's entry of that.
proofs.add(
    "Q-43",
    Proof(
        title=_("Points that campaigns gave in orders are booked to them in the ledger"),
        sql="""
select coalesce(k.order_id, e.order_id), coalesce(k.points, 0) <> coalesce(e.points, 0)
from (
  select l.order_id, l.campaign_version_id as version, a.unit_id, sum(l.earned) as points
  from loyalty_lot l join loyalty_account a on a.id = l.account_id
  where l.campaign_version_id is not null and l.order_id is not null group by 1, 2, 3
) k
full join (
  select o.id as order_id, v.id as version, u.id as unit_id, sum(points.value::bigint) as points
  from loyalty_order o cross join jsonb_array_elements(o.decision -> 'applied') one
  cross join jsonb_each_text(one.value -> 'points') points
  join campaigns_campaign c on c.code = one.value ->> 'campaign'
  join campaigns_campaignversion v on v.campaign_id = c.id and v.number = (one.value ->> 'version')::int
  join loyalty_unit u on u.code = points.key
  where o.id in (select order_id from loyalty_lot where campaign_version_id is not null)
  group by 1, 2, 3
) e on e.order_id = k.order_id and e.version = k.version and e.unit_id = k.unit_id""",
        of="order",
    ),
)
