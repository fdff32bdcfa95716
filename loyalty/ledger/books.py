"""Opens accounts: under lock for moving, or without for reading. Either way the book comes settled up to `at`.

Under lock the rows are locked in one statement and read in the next: only that one sees what the last holder wrote.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from loyalty.ledger.book import Book, Hold, Lot
from loyalty.ledger.owner import Owner
from loyalty.ledger.settle import settle
from loyalty.rows import Row, all_rows, array

Key = tuple[Owner, str]

_BY_KEY = """unnest(%s::text[], %s::bigint[], %s::text[]) as k(kind, id, unit)
join loyalty_unit u on u.code = k.unit
join loyalty_account a on a.owner_kind = k.kind and a.owner_id = k.id and a.unit_id = u.id"""
_BY_ID = "loyalty_account a join loyalty_unit u on u.id = a.unit_id and a.id = any(%s::bigint[])"
_LOCK = f"select a.id from {_BY_ID} order by a.id for no key update of a"
# All accounts of an owner: one whose need shows only later may have a lower id than what is locked by then. Tills of
# one account first queue for a lock in the order they came (docs/adr/0011): those who wait for a row that is updated
# each time begin anew with every new version of it, in no order, and the unlucky one waits for seconds.
_LOCK_OWNERS = """
select a.owner_kind, a.owner_id, u.code, a.id, pg_advisory_xact_lock(a.id)
from loyalty_account a join loyalty_unit u on u.id = a.unit_id
where (a.owner_kind, a.owner_id) in (select * from unnest(%s::text[], %s::bigint[]))
order by a.id for no key update of a
"""
_OPEN = """
insert into loyalty_account (owner_kind, owner_id, unit_id, active, pending, held, debt, version)
select k.kind, k.id, u.id, 0, 0, 0, 0, 0
from unnest(%s::text[], %s::bigint[], %s::text[]) as k(kind, id, unit) join loyalty_unit u on u.code = k.unit
order by 1, 2, 3
on conflict do nothing
"""
_ACCOUNT = ("id", "unit_id", "active", "pending", "held", "debt", "version", "last_at", "frozen_at")
_CLOSED = "(select max(until) from loyalty_booksclosing)"
_LOT = ("id", "state", "earned", "remaining", "held", "available_from", "expires_at", "inactivity_months", "order_id",
        "shop_id", "campaign_version_id", "renews_id")  # fmt: skip
_HOLD = ("id", "amount", "opened_at", "expires_at", "order_id")
# The literal `remaining > 0` lets the planner use the partial index lot_fifo; `held > 0` spares lots without holds.
_READ = f"""
select a.owner_kind, a.owner_id, u.code, l.id is not null, p.id, p.amount,
  {", ".join(f"a.{name}" for name in _ACCOUNT)}, {_CLOSED},
  {", ".join(f"l.{name}" for name in _LOT)},
  {", ".join(f"p.hold_{name}" for name in _HOLD)}
from {{source}}
left join loyalty_lot l on l.account_id = a.id and l.remaining > 0
left join lateral (
  select part.id, part.amount, {", ".join(f"h.{name} as hold_{name}" for name in _HOLD)}
  from loyalty_holdlot part join loyalty_hold h on h.id = part.hold_id
  where part.lot_id = l.id and l.held > 0 and h.state = 'open'
) p on true
order by a.id, l.id, p.id
"""
_LOTS_BY_ID = f"select {', '.join(_LOT)} from loyalty_lot where id = any(%s::bigint[]) order by id"


def lock_books(keys: Sequence[Key], *, at: datetime, if_open: Sequence[Key] = ()) -> dict[Key, Book]:
    """Lock all accounts of these owners (opening missing ones) in ascending id order, then read and settle the books
    asked for, and those of `if_open` (of the same owners) that are there. Another book of the same owner may be locked
    later in the same transaction: its lock is held already.

    Call inside a transaction. Two queries; two more when an account is new. Unknown units raise KeyError.
    """
    wanted = list(dict.fromkeys(keys))
    locked = _lock_owners(wanted)
    if not locked.keys() >= set(wanted):
        with connection.cursor() as cursor:
            cursor.execute(_OPEN, _columns(wanted))
        locked = _lock_owners(wanted)
    wanted += [key for key in if_open if key in locked and key not in wanted]
    found = _read(_BY_ID, [array(locked[key] for key in wanted)], at)
    return {key: found[key] for key in wanted}


def lock_book(owner: Owner, unit: str, *, at: datetime) -> Book:
    """`lock_books` for one account."""
    return lock_books([(owner, unit)], at=at)[owner, unit]


def lock_accounts(ids: Sequence[int], *, at: datetime) -> list[Book]:
    """`lock_books` by account ids, for jobs. Two queries."""
    locked = [row[0] for row in all_rows(_LOCK, [array(ids)])]
    return list(_read(_BY_ID, [array(locked)], at).values())


def read_books(keys: Sequence[Key], *, at: datetime) -> dict[Key, Book]:
    """The same without locks, for balances and quotes; an owner without an account gets an empty book. Not for posting.

    One query, so that accounts, lots and holds are of one moment.
    """
    wanted = list(dict.fromkeys(keys))
    found = _read(_BY_KEY, _columns(wanted), at)
    return {key: found.get(key) or Book(account_id=0, unit_id=0, unit=key[1]) for key in wanted}


def add_lots(book: Book, ids: Sequence[int]) -> dict[int, Lot]:
    """Bring used-up lots of a locked book back into it, so that points can return to them. At most one query."""
    known = {lot.id: lot for lot in book.lots if lot.id is not None}
    missing = [lot_id for lot_id in ids if lot_id not in known]
    if missing:
        for row in all_rows(_LOTS_BY_ID, [array(missing)]):
            known[row[0]] = _lot(row)
            book.lots.append(known[row[0]])
    return {lot_id: known[lot_id] for lot_id in ids}


def _columns(keys: Sequence[Key]) -> list[str]:
    return [array(k[0].kind for k in keys), array(k[0].id for k in keys), array(k[1] for k in keys)]


def _lock_owners(keys: Sequence[Key]) -> dict[Key, int]:
    owners = list(dict.fromkeys(owner for owner, _unit in keys))
    rows = all_rows(_LOCK_OWNERS, [array(owner.kind for owner in owners), array(owner.id for owner in owners)])
    return {(Owner(row[0], row[1]), row[2]): row[3] for row in rows}


def _read(source: str, params: list[str], at: datetime) -> dict[Key, Book]:
    rows = all_rows(_READ.format(source=source), params)
    books: dict[Key, Book] = {}
    book: Book | None = None
    lots: dict[int, Lot] = {}
    parts: list[tuple[int, Book, Lot, int, Row]] = []
    first_lot = 6 + len(_ACCOUNT) + 1
    first_hold = first_lot + len(_LOT)
    for row in rows:
        kind, owner_id, unit, has_lot, part_id, points, account_id = row[:7]
        if book is None or book.account_id != account_id:  # rows come by account
            book = books[Owner(kind, owner_id), unit] = _book(unit, row[6:first_lot])
        if has_lot and row[first_lot] not in lots:
            lot = lots[row[first_lot]] = _lot(row[first_lot:first_hold])
            book.lots.append(lot)
        if part_id is not None:
            parts.append((part_id, book, lots[row[first_lot]], points, row[first_hold:]))
    _add_holds(parts)
    for book in books.values():
        settle(book, at)
    return books


def _add_holds(parts: list[tuple[int, Book, Lot, int, Row]]) -> None:
    """Parts were written in spend order, and are captured in it."""
    holds: dict[int, Hold] = {}
    for _part_id, book, lot, points, row in sorted(parts, key=lambda part: part[0]):
        hold = holds.get(row[0])
        if hold is None:
            hold = holds[row[0]] = Hold(**dict(zip(_HOLD, row, strict=True)), parts=[])
            book.holds.append(hold)
        hold.parts.append((lot, points))


def _book(unit: str, row: Row) -> Book:
    account_id, *rest = row
    return Book(account_id=account_id, unit=unit, **dict(zip((*_ACCOUNT[1:], "closed_until"), rest, strict=True)))


def _lot(row: Row) -> Lot:
    return Lot(*row)  # `_LOT` names its fields in their order; by name it would take five times as long
