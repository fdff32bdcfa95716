"""Members, and when they were in which tier and segment."""

from django.utils.translation import gettext_lazy as _

from analytics.facts.fact import Fact, facts

facts.add(
    "members",
    Fact(
        title=_("members"),
        sql="""
select m.id as member_id, m.shop_id, (m.joined_at at time zone p.timezone)::date as joined, m.state
from loyalty_member m cross join (select timezone from loyalty_program where id = 1) p""",
        changed="select joined_at from loyalty_member where recorded_at >= %(since)s",
        columns={"member_id": "int64", "shop_id": "int64", "joined": "date", "state": "string"},
    ),
)
# A stay holds from the end of its first day to the end of the day before `until`: whoever came and left within a day
# has none. What a member is in a period is what they are at its end (now, where it has not ended).
facts.add(
    "stays",
    Fact(
        title=_("when members were in a tier or a segment"),
        sql="""
select member_id, cut, "of", since, until from (
  select c.member_id, 'tier' as cut, c.now as "of", (c.at at time zone p.timezone)::date as since,
    coalesce(lead((c.at at time zone p.timezone)::date) over (partition by c.member_id order by c.id),
      date '9999-12-31') as until, c.now <> '' as there
  from loyalty_tierchange c cross join loyalty_program p
  union all
  select e.member_id, 'segment', s.code, (e.at at time zone p.timezone)::date,
    coalesce(lead((e.at at time zone p.timezone)::date) over (partition by e.member_id, e.segment_id order by e.id),
      date '9999-12-31'), e.entered
  from segments_membershipentry e join segments_segment s on s.id = e.segment_id cross join loyalty_program p
) as stay where there and until > since""",
        changed="""
select at from loyalty_tierchange where recorded_at >= %(since)s
union all select at from segments_membershipentry where recorded_at >= %(since)s""",
        columns={"member_id": "int64", "cut": "string", "of": "string", "since": "date", "until": "date"},
    ),
)
facts.add(
    "visits",
    Fact(
        title=_("days on which members were in the cabinet"),
        sql="select member_id, day from loyalty_visit where true /* during day */",
        columns={"member_id": "int64", "day": "date"},
        changed="""
select v.day::timestamp at time zone p.timezone from loyalty_program p
join loyalty_visit v on v.day >= (%(since)s at time zone p.timezone)::date""",
        month_of="day",
    ),
)
