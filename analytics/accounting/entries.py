"""The entries of the ledger behind one figure of a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analytics.accounting.cells import FIRST
from analytics.accounting.periods import Period
from analytics.accounting.report import COLUMNS
from loyalty.rows import all_rows

OPENING, CLOSING = "opening", "closing"
WHAT = (OPENING, *COLUMNS, CLOSING)
# As in cells.py: points belong to the month they were first given in; debts stand apart, activation moves nothing.
_ENTRIES = f"""
with recursive {FIRST}, found as materialized (
  select e.id, e.amount from loyalty_entry e join loyalty_account a on a.id = e.account_id
  left join loyalty_lot l on l.id = e.lot_id left join first f on f.id = l.id
  left join loyalty_lot born on born.id = coalesce(f.origin, l.id)
  left join loyalty_operation given on given.id = born.operation_id
  where a.unit_id = %(unit)s and e.bucket <> 'debt' and e.kind <> 'activate' and e.at < %(until)s
    and (%(since)s::timestamptz is null or e.at >= %(since)s) and (%(kinds)s::text[] is null or e.kind = any(%(kinds)s))
    and (%(given)s::timestamptz is null or given.at >= %(given)s and given.at < %(given_until)s)
)
select part.id, whole.* from (select count(*), coalesce(sum(amount), 0)::bigint from found) whole
left join (select * from found order by abs(amount) desc, id limit %(most)s offset %(skip)s) part on true
order by abs(part.amount) desc, part.id"""


@dataclass(frozen=True, kw_only=True)
class EntriesBehind:
    """A part of them by id; `count` of all there are, and the points (minor steps) that all of them come to."""

    ids: tuple[int, ...]
    count: int
    points: int


def entries_behind(
    *, period: Period, unit_id: int, what: str, given_in: Period | None, most: int, skip: int = 0
) -> EntriesBehind:
    """Of the month's column `what` and of points given in a month (None: in any), the largest first. One query; it
    reads every entry of the unit up to the month's end where `what` is a balance."""
    values: dict[str, object] = {
        "unit": unit_id, "until": period.starts_at if what == OPENING else period.ends_at,
        "since": period.starts_at if what in COLUMNS else None,
        "kinds": list(COLUMNS[what]) if what in COLUMNS else None,
        "given": given_in and given_in.starts_at, "given_until": given_in and given_in.ends_at,
        "most": most, "skip": skip,
    }  # fmt: skip
    rows = all_rows(_ENTRIES, values)
    return EntriesBehind(
        ids=tuple(row[0] for row in rows if row[0] is not None), count=rows[0][1], points=rows[0][2]
    )  # fmt: skip


def period_of(months: Sequence[Period], month: date) -> Period | None:
    """The one that begins on this day."""
    return next((one for one in months if one.month == month), None)
