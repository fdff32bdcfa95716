"""Brings the balances of another system along."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from loyalty.imports.fields import BadValue, read_minor
from loyalty.imports.lookups import Lookups
from loyalty.imports.receipt import Rejected
from loyalty.imports.report import Counts
from loyalty.imports.side_files import Opening, Read
from loyalty.ledger.cause import SYSTEM, Principal
from loyalty.ledger.moved import Moved
from loyalty.ledger.open_balance import OpeningDiffers, open_balance
from loyalty.ledger.owner import Owner
from loyalty.ledger.units import UnitView, units


def load_openings(*, rows: Iterable[Read], lookups: Lookups, counts: Counts, at: datetime) -> list[Rejected]:
    """Give each Opening's points once, available from `at`; returns the rows refused."""
    known = units()
    rejected: list[Rejected] = []
    for read in rows:
        try:
            moved = open_one(opening=_opening(read), lookups=lookups, known=known, principal=SYSTEM, at=at)
            counts.totals["openings_repeated" if moved.already else "openings_loaded"] += 1
        except OpeningDiffers as refusal:
            rejected.append(read.rejected(f"{refusal.code}: {refusal.field}"))
        except BadValue as error:
            rejected.append(read.rejected(f"{error.reason}: {error.column}" if error.column else error.reason))
    return rejected


def _opening(read: Read) -> Opening:
    if not isinstance(read.value, Opening):
        raise BadValue(read.reason, "")
    return read.value


def open_one(
    *, opening: Opening, lookups: Lookups, known: Mapping[str, UnitView], principal: Principal, at: datetime
) -> Moved:
    """Give the points of one row, once. BadValue, OpeningDiffers."""
    if opening.unit not in known:
        raise BadValue("unknown_unit", "unit")
    points, _dusty = read_minor(opening.points, "points", scale=known[opening.unit].words.scale)
    if not points:
        raise BadValue("not_above_zero", "points")
    starts = max(at, opening.available_from or at)
    if opening.expires_at is not None and opening.expires_at <= starts:
        raise BadValue("expired_before", "expires_at")
    lookups.learn_members({opening.member})
    member_id = lookups.member(opening.member)
    if member_id is None:
        raise BadValue("unknown_member", "member")
    return open_balance(
        owner=Owner.member(member_id),
        unit=opening.unit,
        points=points,
        available_from=opening.available_from,
        expires_at=opening.expires_at,
        principal=principal,
        reason=opening.comment,
        at=at,
        natural_key=f"member:{member_id}:{opening.unit}:{opening.reference}",
    )
