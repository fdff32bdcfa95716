"""What the ledger says of members and the tiers they are in: one query for any number of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from loyalty.ledger.gathered import GATHERED
from loyalty.money import STATUS
from loyalty.program.settings import Programme
from loyalty.rows import all_rows, array
from loyalty.tiers.ladder import Window, window

_SCORES = f"""
select m.id, coalesce(t.tier, ''), coalesce(g.points, 0), g.last_at
from unnest(%(members)s::bigint[]) as m(id)
left join ({GATHERED} and a.owner_id = any(%(members)s::bigint[])) g on g.member_id = m.id
left join loyalty_membertier t on t.member_id = m.id
"""
# Whose tier is not what their score reaches.
_STALE = f"""
select coalesce(g.member_id, t.member_id)
from ({GATHERED}) g full join loyalty_membertier t on t.member_id = g.member_id
where coalesce(t.tier, '') <> coalesce((
  select s.code from unnest(%(codes)s::text[], %(thresholds)s::bigint[]) as s(code, threshold)
  where s.threshold <= g.points order by s.threshold desc limit 1), '')
order by 1
"""


@dataclass(frozen=True, kw_only=True)
class Score:
    """`tier` is the code of the one they are in, `points` what they gathered in minor steps of STATUS. `last_at` is
    their latest entry of it."""

    member_id: int
    tier: str
    points: int
    last_at: datetime | None


def scores(*, members: Sequence[int], programme: Programme, at: datetime) -> tuple[Score, ...]:
    """In the order of the ids given. One query."""
    given = {**_window(programme, at), "members": array(members)}
    found = {row[0]: Score(member_id=row[0], tier=row[1], points=row[2], last_at=row[3])
             for row in all_rows(_SCORES, given)}  # fmt: skip
    return tuple(found[member] for member in members)


def stale(*, programme: Programme, at: datetime) -> list[int]:
    """The members whose tier is another than the entries say. One query over all of STATUS."""
    tiers = programme.settings.ladder.tiers if programme.settings.ladder else ()
    steps = {"codes": array(tier.code for tier in tiers), "thresholds": array(tier.threshold for tier in tiers)}
    return [row[0] for row in all_rows(_STALE, {**_window(programme, at), **steps})]


def _window(programme: Programme, at: datetime) -> dict[str, object]:
    ladder = programme.settings.ladder
    counted = window(ladder, at=at, zone=programme.zone) if ladder else Window(since=at, by_year=False)
    return {"unit": STATUS, "since": counted.since, "by_year": counted.by_year, "zone": programme.zone.key}
