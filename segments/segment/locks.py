"""The locks between those who look at one member and those who look at many.

Whoever looks at one member holds the lock of moves shared, with others of its kind, and then the member's own alone;
whoever moves many members by what was read before holds the lock of moves alone. So what is written under them was read
after everything that was written before. The row of the member is left alone: a lock on it is a write, and every look
would wait for the disk, though most find nothing to change.
"""

from loyalty.rows import one_row

_SPACE, _MOVES = 7, 1  # advisory locks with two keys (docs/adr/0011): 7 and 10 are ours
_MEMBERS, _KEYS = 10, 2**31 - 1  # members whose numbers share a key only wait for each other


def lock_for_one(*, member_id: int) -> None:
    """Until the transaction ends. What is read of the member belongs into the next statement."""
    one_row(
        "select pg_advisory_xact_lock_shared(%s, %s), pg_advisory_xact_lock(%s, %s)",
        [_SPACE, _MOVES, _MEMBERS, member_id % _KEYS],
    )


def lock_for_some() -> None:
    """The same for those who move members by hand: beside those who look at one, never while many are moved."""
    one_row("select pg_advisory_xact_lock_shared(%s, %s)", [_SPACE, _MOVES])


def lock_for_many() -> None:
    """Until the transaction ends, which is to be short: members who have just bought wait for it."""
    one_row("select pg_advisory_xact_lock(%s, %s)", [_SPACE, _MOVES])
