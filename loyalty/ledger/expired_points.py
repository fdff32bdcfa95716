"""What an order earned and nobody spent in time."""

from datetime import datetime

from django.db import connection

from loyalty.ledger.book import Book

# The order's own lots, and those that renewed them when points burnt elsewhere came back.
_EXPIRED = """
with recursive own as (
  select id from loyalty_lot where account_id = %s and order_id = %s
  union all
  select l.id from loyalty_lot l join own on l.renews_id = own.id
)
select own.id, coalesce(-sum(e.amount), 0)::bigint
from own left join loyalty_entry e on e.lot_id = own.id and e.kind = 'expire' group by own.id
"""


def expired_points(book: Book, *, order_id: int, at: datetime) -> int:
    """Points of an order that have expired unspent, in a locked and settled book. One query.

    So have those that a lot past its time keeps free while others of it are held: they go when the hold ends.
    """
    at = book.instant(at)
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRED, [book.account_id, order_id])
        posted: dict[int, int] = dict(cursor.fetchall())
    just_now = -sum(one.amount for one in book.entries if one.kind == "expire" and one.lot and one.lot.id in posted)
    waiting = sum(lot.free for lot in book.lots if lot.id in posted and lot.expires_at and lot.expires_at <= at)
    return sum(posted.values()) + just_now + waiting
