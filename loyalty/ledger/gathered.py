"""How many points of a unit members were given in a window, net of what was taken back: sums of entries.

A claw back counts against the day its lot was given on, however late it comes; expiry does not count.
"""

# Rows (member, points, last_at) of every member with an account of `%(unit)s`; `last_at` is the account's latest entry.
# With `%(by_year)s` each local year in the window is summed by itself, and `points` is the best of them.
GATHERED = """
select a.owner_id as member_id, a.last_at, coalesce((
  select max(points) from (
    select sum(e.amount)::bigint as points from loyalty_lot l join loyalty_entry e on e.lot_id = l.id
    where l.account_id = a.id and l.available_from >= %(since)s and e.kind <> 'expire'
    group by case when %(by_year)s then extract(year from l.available_from at time zone %(zone)s) end
  ) as by_period), 0) as points
from loyalty_account a join loyalty_unit u on u.id = a.unit_id
where u.code = %(unit)s and a.owner_kind = 'member'
"""
