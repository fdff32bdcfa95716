"""Issues a code of a pool to each of many members."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from campaigns.coupons.issue_coupon import CouponNotThere, open_batch
from campaigns.coupons.models import CouponBatch
from campaigns.coupons.normal import normal_code
from campaigns.coupons.random_codes import random_codes
from campaigns.coupons.validity import works_until
from campaigns.coupons.work_models import CouponWork
from loyalty.members.known import members_by_contact
from loyalty.members.models import Member
from loyalty.program.current import program
from loyalty.rows import all_rows, array, one_row

BY_ID, BY_CONTACT = "id", "contact"
_LEFT_OUT = "select member_id from campaigns_coupon where issued_work_id = %s and member_id = any(%s)"
# First past codes that somebody is just taking; whoever then goes without waits for what becomes of those.
_BESIDE = ("skip locked", "")
_ISSUE = """
with who as (
  select member, row_number() over () as place from unnest(%(members)s::bigint[]) as member
), free as (
  select id, row_number() over (order by id) as place from (
    select id from campaigns_coupon where batch_id = %(batch)s and state = 'created' and issued_at is null
    order by id limit %(count)s for no key update {beside}
  ) f
), given as (
  update campaigns_coupon c set state = 'issued', member_id = who.member, source = %(source)s, issued_at = %(at)s,
    expires_at = %(until)s, issued_work_id = %(work)s, issued_segment = %(segment)s
  from free join who using (place) where c.id = free.id returning c.id, c.member_id
), noted as (
  insert into campaigns_couponentry (coupon_id, act, member_id, period_key, reason, principal, principal_id, at)
  select id, 'issued', member_id, '', %(reason)s, %(by)s, %(by_id)s, %(at)s from given
)
select member_id from given
"""
_MAKE = """
insert into campaigns_coupon (batch_id, code, normal, state, source, issued_segment)
select %(batch)s, code, normal, 'created', '', '' from unnest(%(codes)s::text[], %(normals)s::text[]) as n(code, normal)
on conflict (normal) do nothing
"""
_FREE = """
select count(*) from (
  select 1 from campaigns_coupon where batch_id = %s and state = 'created' and issued_at is null limit %s
) f"""


def issue_many(*, work: CouponWork, lines: Sequence[str], at: datetime) -> Mapping[int, str]:
    """Why members went without, by their place: `unknown`, `member` (blocked or has left), `twice`, `none_left`, or
    that the batch is `stopped` or `over`. A work gives a member one code, however often it is taken up.

    Seven queries at most.
    """
    try:
        batch = open_batch(work.batch.code, at=at)
    except CouponNotThere as gone:
        return dict.fromkeys(range(len(lines)), str(gone.why.value))
    found = _members(work, lines)
    faults = {place: "unknown" for place in range(len(lines)) if place not in found}
    active = set(
        Member.objects.filter(pk__in=set(found.values()), state=Member.State.ACTIVE).values_list("pk", flat=True)
    )
    have = {row[0] for row in all_rows(_LEFT_OUT, [work.pk, sorted(active)])}
    wanted: dict[int, int] = {}
    for place, member in found.items():
        if member not in active:
            faults[place] = "member"
        elif member in have or member in wanted:
            faults[place] = "twice"
        else:
            wanted[member] = place
    given = _give(work, batch, list(wanted), at)
    return faults | {place: "none_left" for member, place in wanted.items() if member not in given}


def _members(work: CouponWork, lines: Sequence[str]) -> Mapping[int, int]:
    if work.terms.get("by") == BY_ID:
        return {place: int(line) for place, line in enumerate(lines)}
    known = members_by_contact(lines)
    return {place: known[line] for place, line in enumerate(lines) if line in known}


def _give(work: CouponWork, batch: CouponBatch, members: list[int], at: datetime) -> set[int]:
    if not members:
        return set()
    if batch.makes_more and batch.pattern:
        row = one_row(_FREE, [batch.pk, len(members)])
        missing = len(members) - (row[0] if row else 0)
        codes = random_codes(pattern=batch.pattern, count=missing)
        normals = array(map(normal_code, codes))
        all_rows(_MAKE + " returning id", {"batch": batch.pk, "codes": array(codes), "normals": normals})
    given: set[int] = set()
    for beside in _BESIDE:
        left = [member for member in members if member not in given]
        if left:
            given |= _issue(work, batch, left, at, beside)
    return given


def _issue(work: CouponWork, batch: CouponBatch, members: list[int], at: datetime, beside: str) -> set[int]:
    rows = all_rows(
        _ISSUE.format(beside=beside),
        {
            "members": array(members), "batch": batch.pk, "count": len(members), "at": at, "work": work.pk,
            "source": work.terms.get("source", "file"), "segment": work.terms.get("segment", ""),
            "until": works_until(batch, at=at, zone=program().zone), "reason": work.terms.get("reason", ""),
            "by": "staff" if work.by_id else "system", "by_id": work.by_id,
        },
    )  # fmt: skip
    return {row[0] for row in rows}
