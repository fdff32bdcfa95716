"""What moved in members' accounts."""

from django.utils.translation import gettext_lazy as _

from analytics.facts.fact import Fact, facts

# Points that came back with a return after they had expired are a lot of their own, which renews the old one, perhaps
# more than once: they keep the month in which they were first earned.
_RENEWED = """
with recursive renewal as (
  select id, renews_id as first from loyalty_lot where renews_id is not null
  union all
  select r.id, l.renews_id from renewal r join loyalty_lot l on l.id = r.first where l.renews_id is not null
), renewed as (
  select r.id, l.operation_id from (select id, min(first) as first from renewal group by id) r
  join loyalty_lot l on l.id = r.first
)"""

# `shop_id` is where the points came from (else where they moved), `sold_in` the shop of the order that moved them.
facts.add(
    "moves",
    Fact(
        title=_("movements of points"),
        sql=f"""{_RENEWED}
select e.id as entry_id, a.owner_id as member_id, coalesce(l.shop_id, s.shop_id) as shop_id, s.shop_id as sold_in,
  u.code as unit, coalesce(u.step_kopecks, 0)::bigint as step_kopecks, e.kind, e.bucket, e.amount,
  (e.at at time zone p.timezone)::date as day, date_trunc('month', born.at at time zone p.timezone)::date as cohort,
  o.order_id, c.code as campaign, v.number as version
from loyalty_entry e join loyalty_account a on a.id = e.account_id and a.owner_kind = 'member'
join loyalty_unit u on u.id = a.unit_id join loyalty_operation o on o.id = e.operation_id
left join loyalty_lot l on l.id = e.lot_id left join renewed f on f.id = l.id
left join loyalty_operation born on born.id = coalesce(f.operation_id, l.operation_id)
left join loyalty_order s on s.id = o.order_id
left join campaigns_campaignversion v on v.id = coalesce(o.campaign_version_id, l.campaign_version_id)
left join campaigns_campaign c on c.id = v.campaign_id
cross join loyalty_program p where true /* during e.at */""",
        columns={
            "entry_id": "int64",
            "member_id": "int64",
            "shop_id": "int64",
            "sold_in": "int64",
            "unit": "string",
            "step_kopecks": "int64",
            "kind": "string",
            "bucket": "string",
            "amount": "int64",
            "day": "date",
            "cohort": "date",
            "order_id": "int64",
            "campaign": "string",
            "version": "int64",
        },
        changed="select at from loyalty_entry where recorded_at >= %(since)s",
        month_of="day",
    ),
)
# What is there now, as dates of lots move ahead with every purchase where points live by inactivity. No period that has
# ended looks at it. `last_day` is the last on which the points can be used, as members and the accountant are told it.
facts.add(
    "lots",
    Fact(
        title=_("points that members have now"),
        sql="""
select l.id as lot_id, a.owner_id as member_id, l.shop_id, u.code as unit, l.remaining,
  ((l.expires_at - interval '1 microsecond') at time zone p.timezone)::date as last_day
from loyalty_lot l join loyalty_account a on a.id = l.account_id and a.owner_kind = 'member'
join loyalty_unit u on u.id = a.unit_id cross join loyalty_program p
where l.remaining > 0""",
        columns={
            "lot_id": "int64",
            "member_id": "int64",
            "shop_id": "int64",
            "unit": "string",
            "remaining": "int64",
            "last_day": "date",
        },
        changed="select null::timestamptz",
    ),
)
