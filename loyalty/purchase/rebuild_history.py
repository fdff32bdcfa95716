"""Counts the day buckets of members anew from their orders: after a change of the programme's zone, or a broken law."""

from collections.abc import Sequence

from django.db import connection, transaction

from loyalty.proofs import proofs
from loyalty.purchase.history_as_sold import DAYS, GOODS
from loyalty.rows import all_rows, array

BATCH = 500  # members in a transaction: tills that add to history wait for it
_THESE = "o.member_id = any(%(members)s::bigint[])"
_REBUILD = f"""
insert into loyalty_memberday (member_id, day, orders, spent_kopecks, discount_kopecks)
select * from ({DAYS.format(which=_THESE)}) as day
"""
_REBUILD_GOODS = f"""
insert into loyalty_memberdaygoods (member_id, day, category, brand, orders, spent_kopecks, quantity_milli)
select * from ({GOODS.format(which=_THESE)}) as day
"""


def rebuild_history(*, everybody: bool = False) -> int:
    """How many members were counted anew: those whose buckets are not what their orders say, or all of them.

    Call outside any transaction. Tills go on selling: they wait for a batch, well under a second.
    """
    found = _members() if everybody else _wrong()
    for start in range(0, len(found), BATCH):
        _rebuild(found[start : start + BATCH])
    return len(found)


def _members() -> list[int]:
    return [row[0] for row in all_rows("select distinct member_id from loyalty_order where member_id is not null", [])]


def _wrong() -> list[int]:
    broken = f"select id from ({proofs['Q-71'].sql} union {proofs['Q-72'].sql}) as checked(id, broken) where broken"
    return sorted({row[0] for row in all_rows(broken, [])})


def _rebuild(members: Sequence[int]) -> None:
    given = {"members": array(members)}
    with transaction.atomic(), connection.cursor() as cursor:
        # Nobody adds to the buckets between the reading of the orders and the writing: who sells waits for us, or we
        # for them, and then read what they sold.
        cursor.execute("lock table loyalty_memberday, loyalty_memberdaygoods in share row exclusive mode")
        for table in ("loyalty_memberday", "loyalty_memberdaygoods"):
            cursor.execute(f"delete from {table} where member_id = any(%(members)s::bigint[])", given)
        cursor.execute(_REBUILD, given)
        cursor.execute(_REBUILD_GOODS, given)
