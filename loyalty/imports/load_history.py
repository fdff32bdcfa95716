"""Loads a batch of past receipts as completed orders that move no points."""

from collections.abc import Sequence

from django.db import connection

from loyalty.imports.copy_orders import copy_orders
from loyalty.imports.imported_order import ImportedOrder, imported_order
from loyalty.imports.lookups import Lookups
from loyalty.imports.receipt import Receipt, Rejected, refuse
from loyalty.imports.report import Counts
from loyalty.program.settings import Programme

_KNOWN = """
select o.shop_id, o.external_id, o.cart_hash, o.occurred_at
from unnest(%s::bigint[], %s::text[]) as n(shop_id, external_id)
join loyalty_order o on o.shop_id = n.shop_id and o.external_id = n.external_id
"""
_Key = tuple[int, str]
_Sold = tuple[bytes, object]


def load_history(
    *, receipts: Sequence[Receipt], lookups: Lookups, programme: Programme, counts: Counts
) -> list[Rejected]:
    """Store the receipts not stored before and count them; returns those that cannot be. At most seven queries.

    A receipt stored before with the same cart and time is counted as repeated; with another one it is rejected.
    """
    lookups.learn(receipts)
    orders: list[ImportedOrder] = []
    rejected: list[Rejected] = []
    for receipt in receipts:
        found = _order(receipt, lookups, programme)
        if isinstance(found, ImportedOrder):
            orders.append(found)
        else:
            rejected.append(found)
    sold = _sold_before(orders)
    fresh: list[ImportedOrder] = []
    for order in orders:
        key = (order.shop_id, order.receipt.external_id)
        this = (order.cart_hash, order.receipt.occurred_at)
        before = sold.setdefault(key, this)
        if before is this:
            fresh.append(order)
            counts.loaded(order.receipt, order.decision)
        elif before == this:
            counts.repeated(order.receipt)
        else:
            rejected.append(refuse(order.receipt, "order_differs_from_stored"))
    if fresh:
        copy_orders(orders=fresh, zone=programme.zone.key)
    return rejected


def _order(receipt: Receipt, lookups: Lookups, programme: Programme) -> ImportedOrder | Rejected:
    shop_id = lookups.shop(receipt)
    if shop_id is None:
        return refuse(receipt, "unknown_shop: shop")
    member_id = lookups.member(receipt.member) if receipt.member else None
    if receipt.member and member_id is None:
        return refuse(receipt, "unknown_member: member")
    return imported_order(
        receipt, shop_id=shop_id, member_id=member_id, lookups=lookups, program_version=programme.version
    )


def _sold_before(orders: Sequence[ImportedOrder]) -> dict[_Key, _Sold]:
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [[o.shop_id for o in orders], [o.receipt.external_id for o in orders]])
        return {(shop, number): (bytes(digest), at) for shop, number, digest, at in cursor.fetchall()}
