"""An account's history as its owner reads it: one line per operation, newest first."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from loyalty.ledger.owner import Owner

# Activation only moves points between parts of the balance, so its line carries what became available.
_LINES = """
select o.id, o.at, o.kind, u.code, u.scale,
  coalesce(sum(e.amount) filter (
    where e.bucket <> 'debt' and (o.kind <> 'activate' or e.bucket = 'active')), 0)::bigint,
  coalesce(sum(e.amount) filter (where e.bucket = 'debt'), 0)::bigint,
  o.order_id, o.reason, min(l.available_from), min(l.expires_at)
from loyalty_entry e
join loyalty_account a on a.id = e.account_id
join loyalty_unit u on u.id = a.unit_id
join loyalty_operation o on o.id = e.operation_id
left join loyalty_lot l on l.operation_id = o.id and l.account_id = a.id
  and o.kind in ('earn', 'adjust', 'opening', 'transfer', 'give_back') and l.id = e.lot_id
where a.owner_kind = %s and a.owner_id = %s and o.id < %s
group by o.id, u.code, u.scale order by o.id desc limit %s
"""


# What int() takes besides is nobody's cursor: other digits, thousands of them, "1_0".
_CURSOR = re.compile("[0-9]{1,18}")


class NotACursor(ValueError):
    """What was given is no `next` of any page."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """`points` is the signed change in minor steps (pending counts); `debt` the change of what is owed."""

    id: int
    at: datetime
    kind: str
    unit: str
    scale: int
    points: int
    debt: int
    order_id: int | None
    reason: str
    available_from: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Page:
    """`next` is the cursor of the following page, None on the last."""

    lines: tuple[Line, ...]
    next: str | None


def statement(*, owner: Owner, cursor: str | None = None, limit: int = 50) -> Page:
    """One page of history over all units. One query.

    `cursor` is the `next` of an earlier page; NotACursor when it is none.
    """
    if cursor is not None and not _CURSOR.fullmatch(cursor):
        raise NotACursor
    before = int(cursor) if cursor is not None else 2**62
    with connection.cursor() as db:
        db.execute(_LINES, [owner.kind, owner.id, before, limit + 1])
        rows = db.fetchall()
    names = Line.__dataclass_fields__
    lines = tuple(Line(**dict(zip(names, row, strict=True))) for row in rows[:limit])
    return Page(lines=lines, next=str(lines[-1].id) if len(rows) > limit else None)
