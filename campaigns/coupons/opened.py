"""Which campaigns a batch opens, and what its holder is told that it gives."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from campaigns.coupons.models import CouponBatch
from loyalty.purchase.outcomes import Text
from loyalty.rows import all_rows

CONDITION = "coupon"
# Plain SQL: campaigns are above this package, and know it.
_PUBLISHED = """
select c.id, c.code, c.state, v.definition -> 'title' ->> 'ru', v.definition -> 'title' ->> 'en',
  (v.definition -> 'when')::text
from campaigns_campaign c join campaigns_campaignversion v on v.id = c.version_id
where c.state in ('scheduled', 'running', 'paused') and (v.definition -> 'when')::text like '%%"coupon"%%'
order by c.code
"""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A published campaign that asks for a code of the batch."""

    id: int
    code: str
    state: str
    title: Text


def opened_by(*batches: str) -> dict[str, tuple[Opened, ...]]:
    """The campaigns that each of the batches opens. One query."""
    found: dict[str, list[Opened]] = {batch: [] for batch in batches}
    for pk, code, state, ru, en, when in all_rows(_PUBLISHED, []):
        for batch in set(_named(msgspec.json.decode(when))) & found.keys():
            found[batch].append(Opened(id=pk, code=code, state=state, title=Text(ru=ru, en=en)))
    return {batch: tuple(campaigns) for batch, campaigns in found.items()}


def gives(batch: CouponBatch, opened: tuple[Opened, ...]) -> Text:
    """A sentence without a full stop; empty where nobody has said, and no campaign asks for the batch."""
    ru = batch.gives_ru or "; ".join(one.title.ru for one in opened)
    en = batch.gives_en or "; ".join(one.title.en for one in opened)
    return Text(ru=ru, en=en)


def _named(rule: Any) -> Iterator[str]:
    """The batches that a stored rule asks for, wherever in it."""
    if isinstance(rule, list):
        for part in rule:
            yield from _named(part)
    elif isinstance(rule, dict):
        for name, part in rule.items():
            if name == CONDITION and isinstance(part, dict):
                yield from part.get("batches", ())
            else:
                yield from _named(part)
