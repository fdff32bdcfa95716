"""Folds day buckets of members to months."""

from datetime import date

from django.db import connection

_TOUCHED = """
with touched as (
  select distinct member_id, date_trunc('month', day)::date as month from {table}
  where member_id > %(after)s and member_id <= %(last)s and day < %(before)s and not is_month
), gone as (
  delete from {table} d using touched t
  where d.member_id = t.member_id and d.day >= t.month and d.day < t.month + interval '1 month' returning d.*
)"""
# What is deleted is what is added up, so that whoever changes a bucket meanwhile is either counted or waits for us.
_DAYS = f"""{_TOUCHED.format(table="loyalty_memberday")}
insert into loyalty_memberday (member_id, day, orders, spent_kopecks, discount_kopecks, is_month)
select member_id, coalesce(max(day) filter (where orders > 0), max(day)), sum(orders), sum(spent_kopecks),
  sum(discount_kopecks), true
from gone group by member_id, date_trunc('month', day)"""
_GOODS = f"""{_TOUCHED.format(table="loyalty_memberdaygoods")}
insert into loyalty_memberdaygoods (member_id, day, category, brand, orders, spent_kopecks, quantity_milli, is_month)
select member_id, coalesce(max(day) filter (where orders > 0), max(day)), category, brand, sum(orders),
  sum(spent_kopecks), sum(quantity_milli), true
from gone group by member_id, date_trunc('month', day), category, brand"""


def fold_history(*, after: int, last: int, before: date) -> None:
    """Fold the months before the first day of a month, of members whose numbers are above `after` and up to `last`.

    Months that are folded already and got nothing new are not touched. Two queries; call inside a transaction.
    """
    with connection.cursor() as cursor:
        for statement in (_DAYS, _GOODS):
            cursor.execute(statement, {"after": after, "last": last, "before": before})
