"""Writes a decided order with its lines, points and the day in its member's history. Raw SQL: one statement, whatever
the number of lines."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from loyalty.purchase.cart import Cart, canonical, cart_hash
from loyalty.purchase.decision import Decision, Step
from loyalty.purchase.facts import Facts
from loyalty.purchase.history import ADDING, Values
from loyalty.rows import array, one_row

_FIND = """
select id, nextval('loyalty_order_id_seq')
from (values (1)) as one left join loyalty_order on shop_id = %s and external_id = %s
"""
_INSERT = """
with the_order as (
  insert into loyalty_order (id, shop_id, external_id, integration_id, member_id, state, source, channel, occurred_at,
    program_version_id, ruleset_number, cart, cart_hash, facts, decision, trace, base_kopecks, discount_kopecks,
    points_paid_kopecks, certificates_paid_kopecks, to_pay_kopecks, delivery_base_kopecks, delivery_to_pay_kopecks,
    delivery_returned, refunded_kopecks, short_points, reserved_until, completed_at)
  values (%(id)s, %(shop_id)s, %(external_id)s, %(integration_id)s, %(member_id)s, %(state)s, %(source)s, %(channel)s,
    %(occurred_at)s, %(program_version)s, %(ruleset)s, %(cart)s::jsonb, %(cart_hash)s, %(facts)s::jsonb,
    %(decision)s::jsonb, %(trace)s::jsonb, %(base)s, %(discount)s, %(points_paid)s, %(certificates)s, %(to_pay)s,
    %(delivery_base)s, %(delivery_to_pay)s, false, 0, 0, %(reserved_until)s, %(completed_at)s)
  on conflict (shop_id, external_id) do nothing returning id
), the_lines as (
  insert into loyalty_orderline (order_id, position, line_id, sku, name, category, brand, quantity_milli, base_kopecks,
    discount_kopecks, points_paid_kopecks, certificates_paid_kopecks, to_pay_kopecks, burnt_points, cost_kopecks,
    returned_milli, refunded_kopecks, given_back_points)
  select the_order.id, l.*, 0, 0, 0 from the_order, unnest(%(l_position)s::int[], %(l_line_id)s::text[],
    %(l_sku)s::text[], %(l_name)s::text[], %(l_category)s::text[], %(l_brand)s::text[], %(l_quantity)s::bigint[],
    %(l_base)s::bigint[], %(l_discount)s::bigint[], %(l_points_paid)s::bigint[], %(l_certificates)s::bigint[],
    %(l_to_pay)s::bigint[], %(l_burnt)s::bigint[], %(l_cost)s::bigint[]) as l
), the_points as (
  insert into loyalty_orderpoints (order_id, unit_id, earned, burnt, clawed_back, given_back)
  select the_order.id, u.id, p.earned, p.burnt, 0, 0
  from the_order, unnest(%(p_unit)s::text[], %(p_earned)s::bigint[], %(p_burnt)s::bigint[]) as p(unit, earned, burnt)
  join loyalty_unit u on u.code = p.unit
){more}
select id from the_order
"""
_RESERVED, _SOLD = _INSERT.format(more=""), _INSERT.format(more=f", {ADDING}")
LINE_COLUMNS = ("position", "line_id", "sku", "name", "category", "brand", "quantity", "base", "discount",
                "points_paid", "certificates", "to_pay", "burnt", "cost")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Header:
    """Who sold when and by which way. `reserved_until` for pending and placed, `completed_at` for completed orders."""

    shop_id: int
    external_id: str
    integration_id: int | None
    state: str
    source: str
    occurred_at: datetime
    reserved_until: datetime | None
    completed_at: datetime | None


def find_or_draw(*, shop_id: int, external_id: str) -> tuple[int | None, int]:
    """The id of the order with this natural key, if there is one, and a fresh id for a new one. One query."""
    found = one_row(_FIND, [shop_id, external_id])
    assert found is not None
    return found[0], found[1]


def insert_order(
    *, order_id: int, header: Header, cart: Cart, facts: Facts, decision: Decision, trace: tuple[Step, ...],
    sale: Values | None,
) -> bool:  # fmt: skip
    """Insert the order, its lines and its points, and add `sale` to history; False when another till was first: then
    roll back, for history has been written. One query."""
    delivery = decision.delivery
    row: dict[str, Any] = {
        "id": order_id,
        **{name: getattr(header, name) for name in Header.__dataclass_fields__},
        "member_id": cart.member_id,
        "channel": cart.channel,
        "program_version": decision.program_version,
        "ruleset": decision.ruleset,
        "cart": canonical(cart).decode(),
        "cart_hash": cart_hash(cart),
        "facts": canonical(facts).decode(),
        "decision": canonical(msgspec.structs.replace(decision, trace=())).decode(),
        "trace": canonical(trace).decode(),
        "base": decision.base_kopecks,
        "discount": decision.discount_kopecks,
        "points_paid": decision.points_paid_kopecks,
        "certificates": decision.certificates_paid_kopecks,
        "to_pay": decision.to_pay_kopecks,
        "delivery_base": delivery.base_kopecks if delivery else 0,
        "delivery_to_pay": delivery.to_pay_kopecks if delivery else 0,
        **_lines(cart, facts, decision),
        **_points(decision),
        **(sale or {}),
    }
    return one_row(_SOLD if sale else _RESERVED, row) is not None


def _lines(cart: Cart, facts: Facts, decision: Decision) -> dict[str, str]:
    rows: list[tuple[object, ...]] = [
        (place, line.line_id, line.sku, line.name, goods.category, goods.brand, line.quantity_milli,
         decided.base_kopecks, decided.discount_kopecks, decided.points_paid_kopecks,
         decided.certificates_paid_kopecks, decided.to_pay_kopecks, decided.burnt, goods.cost_kopecks)
        for place, (line, goods, decided) in enumerate(zip(cart.lines, facts.goods, decision.lines, strict=True))
    ]  # fmt: skip
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(LINE_COLUMNS)
    return {f"l_{name}": array(column) for name, column in zip(LINE_COLUMNS, columns, strict=True)}


def _points(decision: Decision) -> dict[str, str]:
    earned = {earn.unit: earn.points for earn in decision.earn}
    burnt = decision.burnt()
    units = sorted(earned.keys() | burnt.keys())
    return {
        "p_unit": array(units),
        "p_earned": array(earned.get(unit, 0) for unit in units),
        "p_burnt": array(burnt.get(unit, 0) for unit in units),
    }
