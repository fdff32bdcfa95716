"""Puts codes that somebody brought into a pool."""

from collections.abc import Mapping, Sequence

from campaigns.coupons.models import CouponBatch
from campaigns.coupons.normal import normal_code
from loyalty.rows import all_rows, array

LEAST, MOST = 4, 64
_INSERT = """
insert into campaigns_coupon (batch_id, code, normal, state, source, issued_segment)
select %(batch)s, code, normal, 'created', '', '' from unnest(%(codes)s::text[], %(normals)s::text[]) as n(code, normal)
on conflict (normal) do nothing returning normal
"""


def load_codes(*, batch: CouponBatch, codes: Sequence[str]) -> Mapping[int, str]:
    """Why codes were refused, by their place: `too_short`, `too_long`, `bad_text`, `twice` (in these), `taken` (in this
    batch or another: a code means one thing for ever). One query."""
    faults: dict[int, str] = {}
    places: dict[str, int] = {}
    for place, code in enumerate(codes):
        normal = normal_code(code)
        fault = _fault(code, normal) or ("twice" if normal in places else "")
        if fault:
            faults[place] = fault
        else:
            places[normal] = place
    rows = all_rows(
        _INSERT,
        {"batch": batch.pk, "codes": array(codes[place] for place in places.values()), "normals": array(places)},
    )
    there = {row[0] for row in rows}
    return faults | {place: "taken" for normal, place in places.items() if normal not in there}


def _fault(code: str, normal: str) -> str:
    if len(code) > MOST or len(normal) > MOST:
        return "too_long"
    if len(normal) < LEAST:
        return "too_short"
    return "" if normal.isascii() and code.isprintable() else "bad_text"
