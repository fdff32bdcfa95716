"""What moved in members' accounts."""

from django.utils.translation import gettext_lazy as _

from analytics.facts.fact import Fact, facts

# A renewed lot (points that came back with a return after they had expired) keeps the month it was first earned in.
facts.add(
    "moves",
    Fact(
        title=_("movements of points"),
        sql="""
select e.id as entry_id, a.owner_id as member_id, coalesce(l.shop_id, s.shop_id) as shop_id, u.code as unit,
  coalesce(u.step_kopecks, 0)::bigint as step_kopecks, e.kind, e.bucket, e.amount,
  (e.at at time zone p.timezone)::date as day,
  date_trunc('month', coalesce(born.at, origin.at) at time zone p.timezone)::date as cohort,
  (l.expires_at at time zone p.timezone)::date as expires,
  o.order_id, c.code as campaign, v.number as version
from loyalty_entry e join loyalty_account a on a.id = e.account_id and a.owner_kind = 'member'
join loyalty_unit u on u.id = a.unit_id join loyalty_operation o on o.id = e.operation_id
left join loyalty_lot l on l.id = e.lot_id left join loyalty_operation origin on origin.id = l.operation_id
left join loyalty_lot first on first.id = l.renews_id left join loyalty_operation born on born.id = first.operation_id
left join loyalty_order s on s.id = o.order_id
left join campaigns_campaignversion v on v.id = coalesce(o.campaign_version_id, l.campaign_version_id)
left join campaigns_campaign c on c.id = v.campaign_id
cross join loyalty_program p""",
        columns={
            "entry_id": "int64",
            "member_id": "int64",
            "shop_id": "int64",
            "unit": "string",
            "step_kopecks": "int64",
            "kind": "string",
            "bucket": "string",
            "amount": "int64",
            "day": "date",
            "cohort": "date",
            "expires": "date",
            "order_id": "int64",
            "campaign": "string",
            "version": "int64",
        },
        changed="select min(at) from loyalty_entry where recorded_at >= %(since)s",
        month_of="day",
    ),
)
