"""Records the birthdays of a local day, each member's once a year."""

from datetime import date, datetime

from loyalty.events.kinds import MEMBER_BIRTHDAY
from loyalty.events.react import listening
from loyalty.program.current import program
from loyalty.rows import all_rows, array

# Born on 29 February: on the 28th of other years. `since` catches up with nights that were missed; whoever joined after
# the day had it before. The mark is what two runs at once compete for, and a birthday moved within the year finds it.
_RECORD = """
with days as (
  select d::date as day, extract(month from d)::int as month, extract(day from d)::int as of_month
  from generate_series(%(today)s::date - 2, %(today)s::date, interval '1 day') as d
), due as (
  insert into loyalty_birthday (member_id, year)
  select distinct m.id, extract(year from d.day)::int from loyalty_member m join days d
    on (extract(month from m.birthday), extract(day from m.birthday)) = (d.month, d.of_month)
    or ((extract(month from m.birthday), extract(day from m.birthday)) = (2, 29) and (d.month, d.of_month) = (2, 28)
      and extract(day from make_date(extract(year from d.day)::int, 3, 1) - 1) = 28)
  where m.state = 'active' and (m.joined_at at time zone %(zone)s)::date <= d.day
  on conflict do nothing returning member_id
), event as (
  insert into loyalty_event (kind, member_id, external_id, payload, at)
  select %(kind)s, member_id, '', '{}'::jsonb, %(at)s from due returning id, member_id, recorded_at
), delivery as (
  insert into loyalty_delivery (event_id, member_id, reaction, state, attempt, next_at, fence, error_class)
  select id, member_id, reaction, 'due', 0, recorded_at, 0, '' from event, unnest(%(reactions)s::text[]) as reaction
)
select count(*) from event
"""


def record_birthdays(*, at: datetime) -> int:
    """How many events were recorded. Running it again, or twice at once, records nothing more. One statement."""
    programme = program()
    today: date = at.astimezone(programme.zone).date()
    given = {
        "today": today, "zone": programme.zone.key, "kind": MEMBER_BIRTHDAY, "at": at,
        "reactions": array(listening(kind=MEMBER_BIRTHDAY)),
    }  # fmt: skip
    ((recorded,),) = all_rows(_RECORD, given)
    return int(recorded)
