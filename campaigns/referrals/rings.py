"""Whether invitations lead in a circle."""

from loyalty.rows import one_row

# `union` and not `union all`: a ring ends the walk.
_ABOVE = """
with recursive above(member) as (
  select %(referrer)s::bigint
  union
  select r.referrer_id from above join campaigns_referral r on r.friend_id = above.member
)
select exists (select 1 from above where member = %(friend)s)
"""


def is_ring(*, referrer_id: int, friend_id: int) -> bool:
    """Whether the friend is the referrer or somebody who, over however many others, invited them. One query."""
    row = one_row(_ABOVE, {"referrer": referrer_id, "friend": friend_id})
    return row is not None and bool(row[0])
