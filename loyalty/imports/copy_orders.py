"""Copies imported orders with their lines into the database, and their days into history."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import connection

from loyalty.imports.imported_order import ImportedOrder
from loyalty.purchase.cart import canonical

_ORDER = (
    "id", "shop_id", "external_id", "member_id", "state", "source", "channel", "occurred_at", "program_version_id",
    "ruleset_number", "cart", "cart_hash", "facts", "decision", "trace", "base_kopecks", "discount_kopecks",
    "points_paid_kopecks", "certificates_paid_kopecks", "to_pay_kopecks", "delivery_base_kopecks",
    "delivery_to_pay_kopecks", "delivery_returned", "refunded_kopecks", "short_points", "completed_at",
)  # fmt: skip
_LINE = (
    "order_id", "position", "line_id", "sku", "name", "category", "brand", "quantity_milli", "base_kopecks",
    "discount_kopecks", "points_paid_kopecks", "certificates_paid_kopecks", "to_pay_kopecks", "burnt_points",
    "cost_kopecks", "returned_milli", "refunded_kopecks", "given_back_points",
)  # fmt: skip
_DRAW = "select nextval(pg_get_serial_sequence('loyalty_order', 'id')) from generate_series(1, %s)"
# In the order of the keys, as everybody who writes these rows does: two writers cannot wait for each other.
_DAYS = """
insert into loyalty_memberday as d (member_id, day, orders, spent_kopecks, discount_kopecks)
select member_id, (occurred_at at time zone %(zone)s)::date, count(*), sum(to_pay_kopecks), sum(discount_kopecks)
from loyalty_order where id = any(%(ids)s) and member_id is not null
group by 1, 2 order by 1, 2
on conflict (member_id, day) do update set orders = d.orders + excluded.orders,
  spent_kopecks = d.spent_kopecks + excluded.spent_kopecks,
  discount_kopecks = d.discount_kopecks + excluded.discount_kopecks
"""
_GOODS_DAYS = """
insert into loyalty_memberdaygoods as g (member_id, day, category, brand, orders, spent_kopecks, quantity_milli)
select o.member_id, (o.occurred_at at time zone %(zone)s)::date, l.category, l.brand, count(distinct o.id),
  sum(l.to_pay_kopecks), sum(l.quantity_milli)
from loyalty_order o join loyalty_orderline l on l.order_id = o.id
where o.id = any(%(ids)s) and o.member_id is not null
group by 1, 2, 3, 4 order by 1, 2, 3, 4
on conflict (member_id, day, category, brand) do update set orders = g.orders + excluded.orders,
  spent_kopecks = g.spent_kopecks + excluded.spent_kopecks,
  quantity_milli = g.quantity_milli + excluded.quantity_milli
"""


def copy_orders(*, orders: Sequence[ImportedOrder], zone: str) -> None:
    """Write completed orders of the past, their lines and the day buckets of their members. Five queries.

    `zone` is the programme's. IntegrityError `order_external_id` when one of them is there already.
    """
    with connection.cursor() as cursor, connection.wrap_database_errors:  # Django itself wraps all but COPY
        cursor.execute(_DRAW, [len(orders)])
        ids = [row[0] for row in cursor.fetchall()]
        with cursor.copy(f"copy loyalty_order ({', '.join(_ORDER)}) from stdin") as copy:
            for order_id, order in zip(ids, orders, strict=True):
                copy.write_row(_order_row(order_id, order))
        with cursor.copy(f"copy loyalty_orderline ({', '.join(_LINE)}) from stdin") as copy:
            for order_id, order in zip(ids, orders, strict=True):
                _write_lines(copy, order_id, order)
        cursor.execute(_DAYS, {"ids": ids, "zone": zone})
        cursor.execute(_GOODS_DAYS, {"ids": ids, "zone": zone})


def _order_row(order_id: int, order: ImportedOrder) -> tuple[Any, ...]:
    receipt, decision = order.receipt, order.decision
    return (
        order_id, order.shop_id, receipt.external_id, order.cart.member_id, "completed", "import", receipt.channel,
        receipt.occurred_at, decision.program_version, 0, canonical(order.cart).decode(), order.cart_hash,
        canonical(order.facts).decode(), canonical(msgspec.structs.replace(decision, trace=())).decode(),
        canonical(decision.trace).decode(), decision.base_kopecks, decision.discount_kopecks, 0, 0,
        decision.to_pay_kopecks, 0, 0, False, 0, 0, receipt.occurred_at,
    )  # fmt: skip


def _write_lines(copy: Any, order_id: int, order: ImportedOrder) -> None:
    for position, (line, goods, decided) in enumerate(
        zip(order.cart.lines, order.facts.goods, order.decision.lines, strict=True)
    ):
        copy.write_row(
            (
                order_id, position, line.line_id, line.sku, line.name, goods.category, goods.brand,
                line.quantity_milli, decided.base_kopecks, decided.discount_kopecks, 0, 0, decided.to_pay_kopecks, 0,
                goods.cost_kopecks, 0, 0, 0,
            )
        )  # fmt: skip
