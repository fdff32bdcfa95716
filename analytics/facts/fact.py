"""A table that metrics read: how PostgreSQL makes it, and what its columns are anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from loyalty.refusals import Words
from loyalty.registries import Registry


@dataclass(frozen=True, kw_only=True)
class Fact:
    """`sql` is one SELECT without parameters; `columns` are Ibis types by name, in its order.

    `month_of` is the date column (never null) whose month is the warehouse's partition; empty: the whole table is one.
    `changed` is a SELECT of one column: the instant of every row that something recorded since `%(since)s` tells of.
    `sql` may say in a comment like `/* during o.occurred_at */` after a condition which instant decides on the month,
    so that the warehouse reads no more than the months it writes.
    Days are local days of the programme's zone, money is kopecks, quantities are thousandths.
    """

    title: Words
    sql: str
    columns: Mapping[str, str]
    changed: str
    month_of: str = ""


facts: Registry[Fact] = Registry("facts of analytics")
