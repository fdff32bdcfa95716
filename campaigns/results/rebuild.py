"""Makes the results of campaigns again from the stored decisions of all orders."""

from django.db import connection, transaction

from campaigns.results.moves import OF_ALL

_MAKE = f"""
with {OF_ALL}
insert into campaigns_campaignresult (campaign_id, version, day, what, amount)
select a.id, m.version, o.day, m.what, sum(m.amount)
from counted m join sold o on o.id = m.order_id join campaigns_campaign a on a.code = m.code
group by 1, 2, 3, 4 having sum(m.amount) <> 0
"""


def rebuild() -> int:
    """How many rows there are now. Reactions wait until it is done, tills do not; what waits for a reaction is left to
    it, and so is "over", which no decision tells. Three queries, the last over all orders."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("lock table campaigns_campaignresult in share row exclusive mode")
        cursor.execute("delete from campaigns_campaignresult where what <> 'over'")
        cursor.execute(_MAKE)
        return int(cursor.rowcount)
