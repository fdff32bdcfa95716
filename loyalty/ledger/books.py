"""Opens accounts: under lock for moving, or without for reading. Either way the book comes settled up to `at`."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from loyalty.ledger.book import Book, Hold, Lot
from loyalty.ledger.owner import Owner
from loyalty.ledger.settle import settle

Key = tuple[Owner, str]

_ACCOUNTS = """
select a.id, a.unit_id, u.code, a.active, a.pending, a.held, a.debt, a.version, a.last_at, a.owner_kind, a.owner_id
from unnest(%s::text[], %s::bigint[], %s::text[]) as k(kind, id, unit)
join loyalty_unit u on u.code = k.unit
join loyalty_account a on a.owner_kind = k.kind and a.owner_id = k.id and a.unit_id = u.id
order by a.id
"""
_OPEN = """
insert into loyalty_account (owner_kind, owner_id, unit_id, active, pending, held, debt, version)
select k.kind, k.id, u.id, 0, 0, 0, 0, 0
from unnest(%s::text[], %s::bigint[], %s::text[]) as k(kind, id, unit) join loyalty_unit u on u.code = k.unit
order by 1, 2, 3
on conflict do nothing
"""
_LOT_COLUMNS = """id, state, earned, remaining, held, available_from, expires_at, inactivity_months,
order_id, shop_id, campaign_version_id, renews_id"""
# The literal `remaining > 0` lets the planner use the partial index lot_fifo.
_LOTS = f"""
select account_id, {_LOT_COLUMNS} from loyalty_lot
where account_id = any(%s) and remaining > 0 order by account_id, id
"""
_LOTS_BY_ID = f"select {_LOT_COLUMNS} from loyalty_lot where id = any(%s) order by id"
_HOLDS = """
select h.account_id, h.id, h.amount, h.opened_at, h.expires_at, h.order_id, p.lot_id, p.amount
from loyalty_hold h join loyalty_holdlot p on p.hold_id = h.id
where h.account_id = any(%s) and h.state = 'open' order by h.id, p.id
"""


def lock_books(keys: Sequence[Key], *, at: datetime) -> dict[Key, Book]:
    """Lock the accounts (opening missing ones) in ascending id order, then read and settle their books.

    Call inside a transaction. Queries: lock, lots, and holds only where points are held; two more when an
    account is new. Unknown units raise KeyError.
    """
    found = _accounts(keys, lock=True)
    if len(found) < len(set(keys)):
        with connection.cursor() as cursor:
            cursor.execute(_OPEN, _columns(keys))
        found = _accounts(keys, lock=True)
    return _fill(keys, found, at)


def lock_book(owner: Owner, unit: str, *, at: datetime) -> Book:
    """`lock_books` for one account."""
    return lock_books([(owner, unit)], at=at)[owner, unit]


def read_books(keys: Sequence[Key], *, at: datetime) -> dict[Key, Book]:
    """The same without locks, for balances and quotes; an owner without an account gets an empty book. Not for posting."""
    found = _accounts(keys, lock=False)
    for owner, unit in keys:
        found.setdefault((owner, unit), Book(account_id=0, unit_id=0, unit=unit))
    return _fill(keys, found, at)


def add_lots(book: Book, ids: Sequence[int]) -> dict[int, Lot]:
    """Bring used-up lots of a locked book back into it, so that points can return to them. At most one query."""
    known = {lot.id: lot for lot in book.lots}
    missing = [lot_id for lot_id in ids if lot_id not in known]
    if missing:
        with connection.cursor() as cursor:
            cursor.execute(_LOTS_BY_ID, [missing])
            for row in cursor.fetchall():
                lot = _lot(row)
                book.lots.append(lot)
                known[lot.id] = lot
    return {lot_id: known[lot_id] for lot_id in ids}


def _columns(keys: Sequence[Key]) -> list[list[object]]:
    return [[k[0].kind for k in keys], [k[0].id for k in keys], [k[1] for k in keys]]


def _accounts(keys: Sequence[Key], *, lock: bool) -> dict[Key, Book]:
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS + ("for no key update of a" if lock else ""), _columns(keys))
        rows = cursor.fetchall()
    return {
        (Owner(row[9], row[10]), row[2]): Book(
            account_id=row[0], unit_id=row[1], unit=row[2], active=row[3], pending=row[4], held=row[5], debt=row[6],
            version=row[7], last_at=row[8],
        )
        for row in rows
    }  # fmt: skip


def _fill(keys: Sequence[Key], found: dict[Key, Book], at: datetime) -> dict[Key, Book]:
    books = {key: found[key] for key in keys}
    by_id = {book.account_id: book for book in books.values() if book.account_id}
    if by_id:
        with connection.cursor() as cursor:
            cursor.execute(_LOTS, [list(by_id)])
            for row in cursor.fetchall():
                by_id[row[0]].lots.append(_lot(row[1:]))
            if any(book.held for book in by_id.values()):
                cursor.execute(_HOLDS, [list(by_id)])
                _add_holds(by_id, cursor.fetchall())
    for book in books.values():
        settle(book, at)
    return books


def _lot(row: Sequence[object]) -> Lot:
    names = [name.strip() for name in _LOT_COLUMNS.split(",")]
    return Lot(**dict(zip(names, row, strict=True)))  # type: ignore[arg-type]


def _add_holds(by_id: dict[int, Book], rows: Sequence[tuple[object, ...]]) -> None:
    holds: dict[object, Hold] = {}
    for account_id, hold_id, amount, opened_at, expires_at, order_id, lot_id, points in rows:
        book = by_id[account_id]  # type: ignore[index]
        hold = holds.get(hold_id)
        if hold is None:
            hold = Hold(
                id=hold_id, amount=amount, opened_at=opened_at, expires_at=expires_at, order_id=order_id, parts=[],
            )  # type: ignore[arg-type]  # fmt: skip
            holds[hold_id] = hold
            book.holds.append(hold)
        lot = next(lot for lot in book.lots if lot.id == lot_id)
        hold.parts.append((lot, points))  # type: ignore[arg-type]
