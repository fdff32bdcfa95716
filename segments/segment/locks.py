"""The lock between those who look at one member and those who look at many.

Whoever looks at one member holds it shared, with others of its kind; whoever moves many members by what was read before
holds it alone. So what is written under it was read after everything that was written before.
"""

from loyalty.members.models import Member
from loyalty.rows import one_row

_SPACE, _MOVES = 7, 1  # advisory locks with two keys (docs/adr/0011): 7 is ours


def lock_for_one(*, member_id: int) -> str:
    """Lock the member's row and this until the transaction ends; the member's state. Member.DoesNotExist."""
    row = one_row(
        "select state, pg_advisory_xact_lock_shared(%s, %s) from loyalty_member where id = %s for no key update",
        [_SPACE, _MOVES, member_id],
    )
    if row is None:
        raise Member.DoesNotExist
    return str(row[0])


def lock_for_some() -> None:
    """The same for those who move members by hand: beside those who look at one, never while many are moved."""
    one_row("select pg_advisory_xact_lock_shared(%s, %s)", [_SPACE, _MOVES])


def lock_for_many() -> None:
    """Until the transaction ends, which is to be short: members who have just bought wait for it."""
    one_row("select pg_advisory_xact_lock(%s, %s)", [_SPACE, _MOVES])
