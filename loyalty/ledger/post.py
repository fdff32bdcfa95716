"""Writes moved books down: the only writer of the ledger. One statement however many lots, entries and accounts.

Raw SQL here buys 2.6–3.2 times the orders per second of bulk ORM calls (docs/benchmarks.md); nothing else in the
project writes these tables. Ids of operations, lots and holds are drawn inside the statement and joined by place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from loyalty.ledger.book import Book, Hold, Lot
from loyalty.rows import all_rows, array

_OPERATIONS = """
with op as materialized (
  select o.*, nextval('loyalty_operation_id_seq') as id
  from unnest(%(op_kind)s::text[], %(op_key)s::text[], %(op_by)s::text[], %(op_by_id)s::bigint[], %(op_reason)s::text[],
              %(op_order)s::bigint[], %(op_campaign)s::bigint[], %(op_at)s::timestamptz[])
       with ordinality as o(kind, key, by, by_id, reason, order_id, campaign, at, place)
), new_op as (
  insert into loyalty_operation
    (id, kind, natural_key, principal, principal_id, reason, order_id, campaign_version_id, at)
  select id, kind, key, by, by_id, reason, order_id, campaign, at from op order by place
)"""
_NEW_LOTS = """, lot as materialized (
  select l.*, nextval('loyalty_lot_id_seq') as id
  from unnest(%(lot_account)s::bigint[], %(lot_op)s::bigint[], %(lot_state)s::text[], %(lot_earned)s::bigint[],
              %(lot_remaining)s::bigint[], %(lot_held)s::bigint[], %(lot_from)s::timestamptz[],
              %(lot_until)s::timestamptz[], %(lot_months)s::smallint[], %(lot_order)s::bigint[], %(lot_shop)s::bigint[],
              %(lot_campaign)s::bigint[], %(lot_renews)s::bigint[])
       with ordinality as l(account, op, state, earned, remaining, held, available_from, expires_at, months, order_id,
                            shop, campaign, renews, place)
), new_lot as (
  insert into loyalty_lot (id, account_id, operation_id, state, earned, remaining, held, available_from, expires_at,
    inactivity_months, order_id, shop_id, campaign_version_id, renews_id)
  select lot.id, account, op.id, state, earned, remaining, held, available_from, expires_at, months, lot.order_id,
    shop, lot.campaign, renews
  from lot join op on op.place = lot.op order by lot.place
)"""
_CHANGED_LOTS = """, changed_lot as (
  update loyalty_lot l set state = c.state, remaining = c.remaining, held = c.held, expires_at = c.expires_at
  from unnest(%(old_id)s::bigint[], %(old_state)s::text[], %(old_remaining)s::bigint[], %(old_held)s::bigint[],
              %(old_until)s::timestamptz[]) as c(id, state, remaining, held, expires_at)
  where l.id = c.id
)"""
_ENTRIES = """, new_entry as (
  insert into loyalty_entry
    (operation_id, account_id, lot_id, bucket, kind, amount, balance_after, account_version, at)
  select op.id, e.account, {lot}, e.bucket, e.kind, e.amount, e.balance, e.version, e.at
  from unnest(%(e_op)s::bigint[], %(e_account)s::bigint[], %(e_lot)s::bigint[], %(e_new_lot)s::bigint[],
              %(e_bucket)s::text[], %(e_kind)s::text[], %(e_amount)s::bigint[], %(e_balance)s::bigint[],
              %(e_version)s::bigint[], %(e_at)s::timestamptz[])
       with ordinality as e(op, account, lot, new_lot, bucket, kind, amount, balance, version, at, place)
  join op on op.place = e.op {join} order by e.place
)"""
_HOLDS = """, hold as materialized (
  select h.*, nextval('loyalty_hold_id_seq') as id
  from unnest(%(hold_account)s::bigint[], %(hold_op)s::bigint[], %(hold_order)s::bigint[], %(hold_amount)s::bigint[],
              %(hold_opened)s::timestamptz[], %(hold_until)s::timestamptz[])
       with ordinality as h(account, op, order_id, amount, opened_at, expires_at, place)
), new_hold as (
  insert into loyalty_hold (id, account_id, operation_id, order_id, amount, captured, state, opened_at, expires_at)
  select hold.id, account, op.id, hold.order_id, amount, 0, 'open', opened_at, expires_at
  from hold join op on op.place = hold.op
), new_part as (
  insert into loyalty_holdlot (hold_id, lot_id, amount)
  select hold.id, p.lot, p.amount
  from unnest(%(part_hold)s::bigint[], %(part_lot)s::bigint[], %(part_amount)s::bigint[]) as p(hold, lot, amount)
  join hold on hold.place = p.hold
), ended_hold as (
  update loyalty_hold h set state = c.state, captured = c.captured, closed_at = c.closed_at
  from unnest(%(end_id)s::bigint[], %(end_state)s::text[], %(end_captured)s::bigint[], %(end_at)s::timestamptz[])
       as c(id, state, captured, closed_at)
  where h.id = c.id
)"""
_ACCOUNTS = """, changed_account as (
  update loyalty_account a set active = c.active, pending = c.pending, held = c.held, debt = c.debt,
    version = c.version, last_at = c.last_at
  from unnest(%(a_id)s::bigint[], %(a_active)s::bigint[], %(a_pending)s::bigint[], %(a_held)s::bigint[],
              %(a_debt)s::bigint[], %(a_version)s::bigint[], %(a_last)s::timestamptz[])
       as c(id, active, pending, held, debt, version, last_at)
  where a.id = c.id
)
"""
_TABLES = {  # of each kind of row the columns, in the order in which `_collect` gives their values
    prefix: re.findall(rf"%\(({prefix}_\w+)\)s", text)
    for text, prefixes in (
        (_OPERATIONS, ("op",)), (_NEW_LOTS, ("lot",)), (_CHANGED_LOTS, ("old",)), (_ENTRIES, ("e",)),
        (_HOLDS, ("hold", "part", "end")), (_ACCOUNTS, ("a",)),
    )
    for prefix in prefixes
}  # fmt: skip
Rows = dict[str, list[tuple[object, ...]]]


@cache
def _statement(new_lots: bool, changed_lots: bool, holds: bool) -> str:
    """The one statement, without the parts that have nothing to write: planning and starting them costs as much."""
    lot, join = ("coalesce(e.lot, lot.id)", "left join lot on lot.place = e.new_lot") if new_lots else ("e.lot", "")
    parts = [
        _OPERATIONS, _NEW_LOTS if new_lots else "", _CHANGED_LOTS if changed_lots else "",
        _ENTRIES.format(lot=lot, join=join), _HOLDS if holds else "", _ACCOUNTS,
    ]  # fmt: skip
    drawn = ["op", *(["lot"] if new_lots else []), *(["hold"] if holds else [])]
    parts.append(" union all ".join(f"select '{what}', place, id from {what}" for what in drawn) + " order by 1, 2")
    return " ".join("".join(parts).split())  # the driver remembers how to read statements of up to 4 096 characters


@dataclass(frozen=True, kw_only=True)
class Posted:
    """The ids drawn, in the order the books listed their drafts."""

    operations: tuple[int, ...]
    lots: tuple[int, ...]
    holds: tuple[int, ...]


def post(books: Sequence[Book]) -> Posted:
    """Write every movement of locked books in one statement and give new lots and holds their ids.

    Raises IntegrityError `operation_natural_key` when an operation has already happened. A book that did not move
    is left alone; nothing at all to write makes no query.
    """
    rows: Rows = {table: [] for table in _TABLES}
    new_lots: list[Lot] = []
    new_holds: list[Hold] = []
    for book in books:
        _collect(book, rows, new_lots, new_holds)
    if not rows["a"]:
        return Posted(operations=(), lots=(), holds=())
    statement = _statement(bool(new_lots), bool(rows["old"]), bool(rows["hold"] or rows["end"]))
    drawn = all_rows(statement, _arrays(rows))
    ids = {what: tuple(row[2] for row in drawn if row[0] == what) for what in ("op", "lot", "hold")}
    for lot, lot_id in zip(new_lots, ids["lot"], strict=True):
        lot.id = lot_id
    for hold, hold_id in zip(new_holds, ids["hold"], strict=True):
        hold.id = hold_id
    for book in books:
        book.operations.clear()
        book.entries.clear()
        book.holds = [hold for hold in book.holds if hold.state == "open"]
        for lot in book.lots:
            lot.changed = False
    return Posted(operations=ids["op"], lots=ids["lot"], holds=ids["hold"])


def _collect(book: Book, rows: Rows, new_lots: list[Lot], new_holds: list[Hold]) -> None:
    changed = [lot for lot in book.lots if lot.id is not None and lot.changed]
    if not book.operations and not changed:
        return
    before = len(rows["op"])
    for draft in book.operations:
        by = draft.cause.principal
        rows["op"].append(
            (draft.kind, draft.natural_key, by.kind, by.id, draft.cause.reason, draft.cause.order_id,
             draft.cause.campaign_version_id, draft.at)
        )  # fmt: skip
    places: dict[int, int] = {}
    for lot in book.lots:
        if lot.id is None:
            assert lot.operation is not None
            new_lots.append(lot)
            places[id(lot)] = len(new_lots)
            rows["lot"].append(
                (book.account_id, before + lot.operation + 1, lot.state, lot.earned, lot.remaining, lot.held,
                 lot.available_from, lot.expires_at, lot.inactivity_months, lot.order_id, lot.shop_id,
                 lot.campaign_version_id, lot.renews_id)
            )  # fmt: skip
    for lot in changed:
        rows["old"].append((lot.id, lot.state, lot.remaining, lot.held, lot.expires_at))
    for entry in book.entries:
        lot_id = entry.lot.id if entry.lot else None
        place = places[id(entry.lot)] if entry.lot and lot_id is None else None
        rows["e"].append(
            (before + entry.operation + 1, book.account_id, lot_id, place, entry.bucket, entry.kind, entry.amount,
             entry.balance_after, entry.version, entry.at)
        )  # fmt: skip
    _collect_holds(book, before, rows, new_holds)
    rows["a"].append((book.account_id, book.active, book.pending, book.held, book.debt, book.version, book.last_at))


def _collect_holds(book: Book, before: int, rows: Rows, new_holds: list[Hold]) -> None:
    for hold in book.holds:
        if hold.id is None:
            assert hold.operation is not None
            new_holds.append(hold)
            rows["hold"].append(
                (book.account_id, before + hold.operation + 1, hold.order_id, hold.amount, hold.opened_at,
                 hold.expires_at)
            )  # fmt: skip
            rows["part"] += [(len(new_holds), lot.id, points) for lot, points in hold.parts]
        elif hold.state != "open":
            rows["end"].append((hold.id, hold.state, hold.captured, hold.closed_at))


def _arrays(rows: Rows) -> dict[str, str]:
    """The statement's parameters: each column of each kind of row as one array."""
    return {
        name: array(column)
        for table, columns in _TABLES.items()
        for name, column in zip(
            columns, zip(*rows[table], strict=True) if rows[table] else [()] * len(columns), strict=True
        )
    }
