"""Brings the balances of another system along."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from loyalty.imports.fields import BadValue, read_minor
from loyalty.imports.lookups import Lookups
from loyalty.imports.receipt import Rejected
from loyalty.imports.report import Counts
from loyalty.imports.side_files import Opening, Read
from loyalty.ledger.open_balance import open_balance
from loyalty.ledger.owner import Owner
from loyalty.ledger.units import UnitView, units


def load_openings(*, rows: Iterable[Read], lookups: Lookups, counts: Counts, at: datetime) -> list[Rejected]:
    """Give each Opening's points once, available from `at`; returns the rows refused."""
    known = units()
    rejected: list[Rejected] = []
    for read in rows:
        try:
            _open(_opening(read), lookups, known, counts, at)
        except BadValue as error:
            rejected.append(read.rejected(f"{error.reason}: {error.column}" if error.column else error.reason))
    return rejected


def _opening(read: Read) -> Opening:
    if not isinstance(read.value, Opening):
        raise BadValue(read.reason, "")
    return read.value


def _open(opening: Opening, lookups: Lookups, known: Mapping[str, UnitView], counts: Counts, at: datetime) -> None:
    if opening.unit not in known:
        raise BadValue("unknown_unit", "unit")
    points, _dusty = read_minor(opening.points, "points", scale=known[opening.unit].words.scale)
    if not points:
        raise BadValue("not_above_zero", "points")
    if opening.expires_at is not None and opening.expires_at <= at:
        raise BadValue("expired_before", "expires_at")
    lookups.learn_members({opening.member})
    member_id = lookups.member(opening.member)
    if member_id is None:
        raise BadValue("unknown_member", "member")
    moved = open_balance(
        owner=Owner.member(member_id),
        unit=opening.unit,
        points=points,
        expires_at=opening.expires_at,
        at=at,
        natural_key=f"member:{member_id}:{opening.unit}:{opening.reference}",
    )
    counts.totals["openings_repeated" if moved.already else "openings_loaded"] += 1
