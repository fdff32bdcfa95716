"""Counts buckets of members from their orders, by days."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import connection, transaction

from loyalty.purchase.history_as_sold import DAYS, GOODS
from loyalty.rows import array

_THESE = "o.member_id = any(%(members)s::bigint[])"
_WHEN = "where day >= %(first)s and day < %(end)s"
_TABLES = {
    "loyalty_memberday (member_id, day, orders, spent_kopecks, discount_kopecks)": DAYS.format(which=_THESE),
    "loyalty_memberdaygoods (member_id, day, category, brand, orders, spent_kopecks, quantity_milli)": GOODS.format(
        which=_THESE
    ),
}


def count_history(*, members: Sequence[int], month: date | None = None) -> None:
    """What the members, a batch of them at most, bought in all time or in the month of a day. Five queries.

    Nobody adds to the buckets between the reading of the orders and the end of the transaction: who sells waits for us,
    or we for them, and then read what they sold.
    """
    first = date.min if month is None else month.replace(day=1)
    end = date.max if month is None else (first + timedelta(days=31)).replace(day=1)
    given: dict[str, str | date] = {"members": array(members), "first": first, "end": end}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("lock table loyalty_memberday, loyalty_memberdaygoods in share row exclusive mode")
        for table, sold in _TABLES.items():
            name = table.partition(" ")[0]
            cursor.execute(f"delete from {name} {_WHEN} and member_id = any(%(members)s::bigint[])", given)
            cursor.execute(f"insert into {table} select * from ({sold}) as day {_WHEN}", given)
