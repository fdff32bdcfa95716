"""The entries of the ledger behind one figure of a month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from analytics.accounting.cells import FIRST
from analytics.accounting.models import START
from analytics.accounting.periods import Period
from analytics.accounting.report import COLUMNS, DEBTS, Cell
from loyalty.rows import all_rows

OPENING, CLOSING, MOVED, EXPIRING = "opening", "closing", "moved", "expiring"
DEBT_OPENING, DEBT_CLOSING = "debt_opening", "debt_closing"
_KINDS: Mapping[str, tuple[str, ...] | None] = {
    OPENING: None, **COLUMNS, CLOSING: None, MOVED: None, EXPIRING: None,
    DEBT_OPENING: None, **{f"debt_{name}": (kind,) for kind, name in DEBTS.items()}, DEBT_CLOSING: None,
}  # fmt: skip
WHAT = tuple(_KINDS)
_UP_TO = (OPENING, CLOSING, DEBT_OPENING, DEBT_CLOSING)  # all there was, from the first entry on
# As in cells.py: points belong to the month they were first given in; debts stand apart, activation moves nothing.
_ENTRIES = f"""
with recursive {FIRST}, found as materialized (
  select e.id, e.amount, a.unit_id, width_bucket(given.at, %(starts)s::timestamptz[]) as cohort
  from loyalty_entry e join loyalty_account a on a.id = e.account_id join loyalty_operation o on o.id = e.operation_id
  left join loyalty_lot l on l.id = e.lot_id left join first f on f.id = l.id
  left join loyalty_lot born on born.id = coalesce(f.origin, l.id)
  left join loyalty_operation given on given.id = born.operation_id
  where a.unit_id = any(%(units)s) and e.kind <> 'activate' and {{where}}
), sums as (
  select unit_id, cohort, sum(amount)::bigint as points from found group by 1, 2
)
select part.id, whole.* from (
  select (select count(*) from found),
    (select coalesce(json_agg(json_build_array(unit_id, cohort, points)), '[]') from sums)
) whole
left join (select * from found order by abs(amount) desc, id limit %(most)s offset %(skip)s) part on true
order by abs(part.amount) desc, part.id"""
_EXPIRING = """e.bucket <> 'debt' and l.remaining > 0 and (l.expires_at is null or l.expires_at > %(left_at)s)
  and date_trunc('month', (l.expires_at - interval '1 microsecond') at time zone %(zone)s) is not distinct from
    %(expires)s::date"""


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why points were given, as `read_months.Occasion` tells it."""

    reason: str
    campaign_version: int | None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A figure of a month: `what` of `WHAT`, in these units together, of points given in a month (None: in any).

    `why` is asked of what was issued. `expires`: of what will expire, the month it goes in (None: never), of lots as
    they stood at `left_at`, in months of the zone."""

    period: Period
    units: tuple[int, ...]
    what: str
    given_in: Period | None = None
    why: Why | None = None
    expires: date | None = None
    left_at: datetime | None = None
    zone: str = ""


@dataclass(frozen=True, kw_only=True)
class EntriesBehind:
    """A part of them by id; `count` of all there are; what all come to, by unit and month the points were given in, as
    `report_of` takes it for an opening balance."""

    ids: tuple[int, ...]
    count: int
    cells: tuple[Cell, ...]

    def points(self, unit_id: int) -> int:
        """Minor steps."""
        return sum(int(str(points)) for unit, _month, _kind, points, _debt in self.cells if unit == unit_id)


def entries_behind(*, asked: Asked, months: Sequence[Period], most: int, skip: int = 0) -> EntriesBehind:
    """The largest first. One query; it reads every entry of the units up to the month's end where a balance is asked
    for. `months` are all there are."""
    where, values = _where(asked)
    rows = all_rows(
        _ENTRIES.format(where=where),
        {
            "starts": [one.starts_at for one in months], "units": list(asked.units), "most": most, "skip": skip,
            **values,
        },
    )  # fmt: skip
    return EntriesBehind(
        ids=tuple(row[0] for row in rows if row[0] is not None),
        count=rows[0][1],
        cells=tuple(
            (unit, months[cohort - 1].month.isoformat() if cohort else None, START, points, 0)
            for unit, cohort, points in rows[0][2]
        ),
    )


def _where(asked: Asked) -> tuple[str, dict[str, object]]:
    if asked.what == EXPIRING:
        return _EXPIRING, {"left_at": asked.left_at, "zone": asked.zone, "expires": asked.expires}
    parts = ["e.bucket = 'debt'" if asked.what.startswith("debt_") else "e.bucket <> 'debt'", "e.at < %(until)s"]
    is_before = asked.what in (OPENING, DEBT_OPENING)
    values: dict[str, object] = {"until": asked.period.starts_at if is_before else asked.period.ends_at}
    if asked.what not in _UP_TO:
        parts.append("e.at >= %(since)s")
        values["since"] = asked.period.starts_at
    if (kinds := _KINDS[asked.what]) is not None:
        parts.append("e.kind = any(%(kinds)s)")
        values["kinds"] = list(kinds)
    if asked.given_in is not None:
        parts.append("given.at >= %(given)s and given.at < %(given_until)s")
        values |= {"given": asked.given_in.starts_at, "given_until": asked.given_in.ends_at}
    if asked.why is not None:
        parts.append("o.reason = %(reason)s and l.campaign_version_id is not distinct from %(version)s::bigint")
        values |= {"reason": asked.why.reason, "version": asked.why.campaign_version}
    return " and ".join(parts), values
