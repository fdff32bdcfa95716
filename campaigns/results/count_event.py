"""Adds what an order or a return came to, to the results of the campaigns it was sold under."""

from django.db import connection

from campaigns.results.moves import OF_ONE

# Rows in one order, so that two relays never wait for each other in a circle.
_COUNT = f"""
with {OF_ONE}
insert into campaigns_campaignresult as r (campaign_id, version, day, what, amount)
select a.id, m.version, o.day, m.what, sum(m.amount)
from moves m join sold o on o.id = m.order_id join campaigns_campaign a on a.code = m.code
where m.return is not distinct from %(return)s
group by 1, 2, 3, 4 having sum(m.amount) <> 0 order by 1, 2, 3, 4
on conflict (campaign_id, version, day, what) do update set amount = r.amount + excluded.amount
"""
_OVER = f"""
with {OF_ONE}
insert into campaigns_campaignresult as r (campaign_id, version, day, what, amount)
select a.id, m.version, o.day, 'over', 1
from moves m join sold o on o.id = m.order_id join campaigns_campaign a on a.code = m.code
where m.return is null and m.what = 'orders' and m.code = any(%(over)s) order by 1, 2
on conflict (campaign_id, version, day, what) do update set amount = r.amount + 1
"""


def count_event(*, order_id: int, returned: str | None = None, over: tuple[str, ...] = ()) -> None:
    """The order's sale; with `returned` that return of it; with `over` only that these campaigns went over a budget.

    Once for each event: again counts again. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OVER if over else _COUNT, {"order": order_id, "return": returned, "over": list(over)})
