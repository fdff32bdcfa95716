"""Closes months: their figures are stored for good, and nothing is dated into them any more."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from analytics.accounting.cells import bounds_of, count_cells
from analytics.accounting.count_months import count_months
from analytics.accounting.digest import DIGEST
from analytics.accounting.models import ClosedMonth
from analytics.accounting.periods import Period, lock_months, periods
from analytics.accounting.terms import history
from loyalty.audit.acts import CLOSED
from loyalty.audit.record import record
from loyalty.ledger.cause import SYSTEM, Principal
from loyalty.ledger.close_books import close_books
from loyalty.ledger.last_proof import last_proof
from loyalty.ledger.night import run_night
from loyalty.program.current import program
from loyalty.refusals import Refusal, Words
from loyalty.rows import all_rows, one_row

FRESH = timedelta(days=1)
_STORE = f"""
insert into analytics_closedmonth (month, starts_at, ends_at, cells, terms, digest, note, author_id, proof_id, at)
select m.month, m.starts_at, m.ends_at, m.cells, m.terms, {DIGEST}, %(note)s, %(author)s, %(proof)s, %(at)s
from (
  select %(month)s::date as month, %(starts_at)s::timestamptz as starts_at, %(ends_at)s::timestamptz as ends_at,
    %(cells)s::jsonb as cells, %(terms)s::jsonb as terms,
    coalesce((select digest from analytics_closedmonth order by month desc limit 1), '') as before
) m returning digest
"""


class NothingToClose(Refusal):
    """The month is closed already, or nothing had moved by its end."""

    code: ClassVar[str] = "nothing_to_close"
    title: ClassVar[Words] = _("This month is closed already, or there is nothing in it")


class BooksNotProved(Refusal):
    """A month is closed only over books that have just proved themselves."""

    code: ClassVar[str] = "books_not_proved"
    title: ClassVar[Words] = _("The month cannot be closed: the books do not prove themselves")
    hint: ClassVar[Words] = _("Check the books under “Proof of the books”, and close the month when nothing is broken.")


def close_months(*, month: date, author_id: int | None, note: str, at: datetime) -> int:
    """Close `month` (its first day) and every month before it that is still open; returns how many.

    Settles what fell due, closes the books, then counts and stores; if that is cut short, closing again goes on from
    there. Nothing opens a month again. Raises BooksNotProved without a proof of the last day that found nothing,
    TooEarlyToClose, NothingToClose. Call outside any transaction: what is counted must have been committed.
    """
    proof_id = _proved(at)
    until = _open(periods(zone=program().zone, at=at), month)[-1].ends_at
    run_night(at=at)
    close_books(until=until, principal=Principal("staff", author_id) if author_id else SYSTEM, at=at)
    with transaction.atomic():
        lock_months()
        found = [one for one in periods(zone=program().zone, at=at) if one.month <= month]
        closing = _open(found, month)
        cells: dict[date, str] = dict(all_rows(count_cells(found), bounds_of(found)))
        terms = history()
        for one in closing:
            of_month = json.dumps([term.row() for term in terms.of(one)])
            _store(one, {"cells": cells[one.month], "terms": of_month, "note": note, "author": author_id,
                         "proof": proof_id, "at": at})  # fmt: skip
    count_months(at=at)
    return len(closing)


def _open(found: Iterable[Period], month: date) -> list[Period]:
    """Of these, the open ones up to `month`, which must be the last of them."""
    closing = [one for one in found if one.month <= month and not one.closed]
    if not closing or closing[-1].month != month:
        raise NothingToClose()
    return closing


def _proved(at: datetime) -> int:
    proof = last_proof()
    if proof is None or at - proof.at > FRESH:
        raise BooksNotProved(detail=_("They were not checked within the last day."))
    if not proof.ok:
        raise BooksNotProved(detail=_("The last check found something broken."))
    return proof.id


def _store(period: Period, told: Mapping[str, object]) -> None:
    named = {"month": period.month, "starts_at": period.starts_at, "ends_at": period.ends_at}
    row = one_row(_STORE, {**named, **told})
    assert row is not None
    month = ClosedMonth.objects.get(month=period.month)
    record(
        act=CLOSED, object_kind="closed_month", object_id=month.pk, object_name=str(month),
        reason=str(told["note"]), after={"digest": row[0]},
    )  # fmt: skip
