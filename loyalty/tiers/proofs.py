"""The law of tiers, as a query over every row."""

from django.utils.translation import gettext_lazy as _

from loyalty.proofs import Proof, proofs

# Recomputed from entries under the ladder that was in force, with the words of `ledger.gathered` as of then.
proofs.add(
    "Q-28",
    Proof(
        title=_("Everybody is in the tier that their entries said when it was decided"),
        sql="""
select t.member_id, t.tier <> coalesce((
  select step ->> 'code' from jsonb_array_elements(v.settings #> '{ladder,tiers}') as step
  where (step ->> 'threshold')::bigint <= s.points order by (step ->> 'threshold')::bigint desc limit 1), '')
from loyalty_membertier t
join loyalty_programversion v on v.number = t.program_version_id and v.settings ->> 'ladder' is not null
cross join (select timezone as zone from loyalty_program where id = 1) p
cross join lateral (select (v.settings #>> '{ladder,days}')::int as days,
  (t.evaluated_at at time zone p.zone)::date as day) d
left join lateral (
  select max(points) as points from (
    select sum(e.amount) as points from loyalty_account a
    join loyalty_unit u on u.id = a.unit_id and u.code = 'STATUS'
    join loyalty_lot l on l.account_id = a.id join loyalty_entry e on e.lot_id = l.id
    where a.owner_kind = 'member' and a.owner_id = t.member_id and e.kind <> 'expire' and e.at <= t.evaluated_at
      and (l.available_from at time zone p.zone)::date >= coalesce(
        d.day - d.days + 1, make_date(extract(year from d.day)::int - 1, 1, 1))
    group by case when d.days is null then extract(year from l.available_from at time zone p.zone) end
  ) as by_period
) s on true""",
        of="member",
    ),
)
