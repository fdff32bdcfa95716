"""What codes are for one cart at one instant: read in the same query as everything else that campaigns need."""

import json
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from campaigns.coupons.normal import normal_code
from campaigns.coupons.periods import local_period
from campaigns.coupons.truth import OPENED, Presented, Truth, key_of
from loyalty.limits.limit import Limit
from loyalty.limits.subject import subject_of
from loyalty.rows import array, one_row
from loyalty.rules.fact import Value
from segments.read_known import Column

# What is full is looked at again without the reservations whose time is over, whether they were tidied up or not.
_LAPSED = """(select count(*) from campaigns_couponreservation o join campaigns_coupon oc on oc.id = o.coupon_id
  where o.ended_at is null and o.expires_at <= %(c_at)s and {whose})"""
_FULL = """(case when {limit} is null or {row}.id is null then {limit} <= 0
  when {row}.used + {row}.reserved - {own} < {limit} then false
  else {row}.used + {row}.reserved - {own} - {lapsed} >= {limit} end)"""
_HELD, _HELD_BY_MEMBER = "(h.id is not null)::int", "(h.member_id is not null)::int"


def _full(limit: str, row: str, whose: str, own: str = _HELD) -> str:
    return _FULL.format(limit=limit, row=row, own=own, lapsed=_LAPSED.format(whose=whose))


_OF_MEMBER = "oc.batch_id = b.id and o.member_id = %(c_member)s"
_OF_PERIOD = f"{_OF_MEMBER} and o.period_key = p.key"
_TRUTH = f"""case
  when c.id is null then 'unknown'
  when c.revoked_at is not null then 'revoked'
  when b.stopped_at is not null then 'stopped'
  when b.valid_from > %(c_at)s then 'early'
  when coalesce(c.expires_at, b.valid_until) <= %(c_at)s then 'expired'
  when b.recipient_only and c.member_id is null then 'not_issued'
  when b.recipient_only and c.member_id is distinct from %(c_member)s::bigint then 'not_yours'
  when {_full("b.limit_each", "cc", "o.coupon_id = c.id")}
    then case when b.kind = 'shared' then 'used_up' when cc.used > 0 then 'used' else 'in_use' end
  when {_full("b.limit_total", "cb", "oc.batch_id = b.id")} then 'used_up'
  when (b.limit_member is not null or b.limit_period is not null) and %(c_member)s::bigint is null
    then 'member_needed'
  when {_full("b.limit_member", "mm", _OF_MEMBER, _HELD_BY_MEMBER)} then 'limit'
  when {_full("b.limit_period", "mp", _OF_PERIOD, _HELD_BY_MEMBER)} then 'limit'
  when b.shops <> '{{}}' and not %(c_shop)s = any(b.shops) then 'shop'
  else 'ok' end"""
# A cart may carry a reservation's token in place of the code; a member's own reservation needs neither.
_CODES = f"""
select json_agg(json_build_array(k.place, {_TRUTH}, b.code, c.id, h.id) order by k.place)
from unnest(%(c_normal)s::text[]) with ordinality as k(normal, place)
left join campaigns_couponreservation t on t.token = k.normal
left join campaigns_coupon c
  on c.id = coalesce(t.coupon_id, (select x.id from campaigns_coupon x where x.normal = k.normal))
left join campaigns_couponbatch b on b.id = c.batch_id
left join lateral (
  select r.id, r.member_id from campaigns_couponreservation r
  where r.coupon_id = c.id and r.ended_at is null and r.expires_at > %(c_at)s and r.token is not null
    and ((r.id = t.id and coalesce(r.member_id = %(c_member)s, true)) or r.member_id = %(c_member)s)
  order by r.id limit 1
) h on true
left join lateral (select case b.period when 'day' then %(c_day)s when 'week' then %(c_week)s
  when 'month' then %(c_month)s else '' end as key) p on true
left join campaigns_couponcounter cc on cc.batch_id = b.id and cc.coupon_id = c.id
left join campaigns_couponcounter cb on cb.batch_id = b.id and cb.coupon_id is null
left join campaigns_couponmembercounter mm
  on mm.batch_id = b.id and mm.member_id = %(c_member)s and mm.period_key = ''
left join campaigns_couponmembercounter mp
  on mp.batch_id = b.id and mp.member_id = %(c_member)s and mp.period_key = p.key
"""
_SQL = f"""
case when coalesce((select times[cardinality(times) + 1 - %(c_most)s] > %(c_since)s from loyalty_attempts
  where "limit" = %(c_limit)s and subject = %(c_subject)s), false) then '"blocked"'::json
else ({_CODES}) end
"""


def codes_of(coupons: Sequence[str]) -> tuple[str, ...]:
    """The normal forms of a cart's codes, each once, in the order in which they were presented."""
    return tuple(dict.fromkeys(normal for code in coupons if (normal := normal_code(code))))


def column_of(
    *, coupons: Sequence[str], shop: str, member_id: int | None, guesses: Limit, guesser: str, at: datetime,
    zone: ZoneInfo,
) -> Column | None:  # fmt: skip
    """The lookup as a column of another query; None for a cart without codes. Whoever has tried too many wrong codes
    (`guesses`, counted for `guesser`) is told of none."""
    codes = codes_of(coupons)
    if not codes:
        return None
    return Column(
        sql=_SQL,
        params={
            "c_normal": array(codes), "c_member": member_id, "c_shop": shop, "c_at": at,
            **{f"c_{period}": local_period(period, at=at, zone=zone) for period in ("day", "week", "month")},
            "c_limit": guesses.code, "c_subject": subject_of(limit=guesses.code, who=guesser),
            "c_most": guesses.times, "c_since": at - guesses.within,
        },
    )  # fmt: skip


def known_of(*, coupons: Sequence[str], text: str | None) -> dict[str, Value]:
    """What is kept of the codes of a cart; nothing for a cart without."""
    codes = codes_of(coupons)
    if not codes:
        return {}
    found = presented_in(codes, text)
    opened = {one.batch for one in found.values() if one.truth is Truth.OK}
    return {OPENED: tuple(sorted(opened)), **{key_of(code): one.kept() for code, one in found.items()}}


def presented_in(codes: Sequence[str], text: str | None) -> dict[str, Presented]:
    """What the lookup says of each code, by its normal form."""
    rows = json.loads(text) if text else []
    if rows == "blocked":
        return {code: Presented(truth=Truth.BLOCKED) for code in codes}
    return {
        codes[place - 1]: Presented(truth=Truth(truth), batch=batch or "", coupon=coupon, reservation=held)
        for place, truth, batch, coupon, held in rows
    }


def look_at(
    *, code: str, shop: str, member_id: int | None, guesses: Limit, guesser: str, at: datetime, zone: ZoneInfo
) -> Presented:
    """What one code is, without a cart. One query."""
    column = column_of(
        coupons=[code], shop=shop, member_id=member_id, guesses=guesses, guesser=guesser, at=at, zone=zone
    )  # fmt: skip
    if column is None:
        return Presented(truth=Truth.UNKNOWN)
    row = one_row(f"select ({column.sql})::text", column.params)
    assert row is not None
    return presented_in(codes_of([code]), row[0])[normal_code(code)]
