"""Freezes the account that a refused movement has shown to be broken."""

import re
from datetime import datetime

from django.db import IntegrityError, connection

from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.freeze import freeze
from loyalty.ledger.named_accounts import named_accounts

_NAMED = re.compile(r"\b(account|lot|hold) (\d+)\b")

# The same sums as the proofs of the night, for one account.
_BROKEN = """
with l as (
  select state, remaining, held,
    coalesce((select sum(e.amount) from loyalty_entry e where e.lot_id = loyalty_lot.id), 0) as entered
  from loyalty_lot where account_id = %(id)s
)
select a.active <> coalesce(sum(l.remaining) filter (where l.state = 'active'), 0)
  or a.pending <> coalesce(sum(l.remaining) filter (where l.state = 'pending'), 0)
  or a.held <> coalesce(sum(l.held), 0)
  or a.held <> (select coalesce(sum(amount), 0) from loyalty_hold where account_id = a.id and state = 'open')
  or coalesce(bool_or(l.remaining <> l.entered), false)
from loyalty_account a left join l on true where a.id = %(id)s group by a.id
"""


def freeze_broken(*, error: IntegrityError, at: datetime) -> bool:
    """Whether the books refused a movement because what they had before does not add up; that account is frozen then.

    False for any other error, and for a movement that was wrong itself: then the account is all right. Call it after
    the movement has been rolled back.
    """
    diagnosis = getattr(error.__cause__, "diag", None)
    law = str(getattr(diagnosis, "constraint_name", None) or "")
    named = _NAMED.search(str(getattr(diagnosis, "message_primary", "")))
    if not law.startswith("ledger_") or named is None:
        return False
    broken = [one for one in named_accounts(of=named[1], ids=[int(named[2])]) if _is_broken(one)]
    for account_id in broken:
        freeze(account_id=account_id, principal=SYSTEM, reason="settle", law=law, at=at)
    return bool(broken)


def _is_broken(account_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN, {"id": account_id})
        row: tuple[bool] = cursor.fetchone()
    return row[0]
