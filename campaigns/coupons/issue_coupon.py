"""Gives a code of a batch away: to a member, or to whoever holds the receipt."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.coupons.kinds import COUPON_ISSUED
from campaigns.coupons.models import CouponBatch
from campaigns.coupons.normal import normal_code
from campaigns.coupons.random_codes import random_codes
from campaigns.coupons.validity import works_until
from campaigns.coupons.work_models import CouponShortage
from loyalty.events.record import record
from loyalty.ledger.cause import SYSTEM, Principal
from loyalty.refusals import Refusal, Words
from loyalty.rows import one_row

# A locked code is being issued to somebody else: the next one is as good, so nobody waits.
_TAKE = """
with free as (
  select id from campaigns_coupon where batch_id = %(batch)s and state = 'created' and issued_at is null
  order by id limit 1 for no key update skip locked
), given as (
  update campaigns_coupon c set state = 'issued', member_id = %(member)s, source = %(source)s, issued_at = %(at)s,
    expires_at = %(until)s, issued_order_id = %(order)s, issued_event_id = %(event)s, issued_version = %(version)s,
    issued_campaign_id = (select id from campaigns_campaign where code = %(campaign)s)
  from free where c.id = free.id returning c.id, c.code
)"""
_MAKE = """
with given as (
  insert into campaigns_coupon (batch_id, code, normal, state, member_id, source, issued_at, expires_at,
    issued_order_id, issued_event_id, issued_segment, issued_version, issued_campaign_id)
  values (%(batch)s, %(code)s, %(normal)s, 'issued', %(member)s, %(source)s, %(at)s, %(until)s, %(order)s, %(event)s,
    '', %(version)s, (select id from campaigns_campaign where code = %(campaign)s))
  on conflict (normal) do nothing returning id, code
)"""
_NOTE = """, noted as (
  insert into campaigns_couponentry (coupon_id, act, order_id, member_id, period_key, reason, principal, principal_id,
    at)
  select id, 'issued', %(order)s, %(member)s, '', %(reason)s, %(by)s, %(by_id)s, %(at)s from given
)
select id, code from given"""
_TRIES = 5


class CouponNotThere(Refusal):
    """`why` is a code of CouponShortage."""

    code: ClassVar[str] = "coupon_not_there"
    title: ClassVar[Words] = _("There is no coupon to issue")
    hint: ClassVar[Words] = _("Look at the batch: it may be used up, stopped or over. Codes can be added to it.")

    def __init__(self, why: str) -> None:
        self.why = CouponShortage.Code(why)
        super().__init__(detail=self.why.label)


@dataclass(frozen=True, kw_only=True)
class IssuedFor:
    """To whom (nobody known: to the bearer), on what occasion, by which campaign version, by whom and why."""

    source: str
    member_id: int | None = None
    order_id: int | None = None
    event_id: int | None = None
    campaign: str | None = None
    version: int | None = None
    principal: Principal = SYSTEM
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class IssuedCode:
    id: int
    code: str
    expires_at: datetime | None


def issue_coupon(*, batch: str, to: IssuedFor, zone: ZoneInfo, at: datetime) -> IssuedCode:
    """One code of the batch of that code, theirs from now on; call it once for an occasion. Raises CouponNotThere.

    Two queries, and one for the event when the member is known; nobody waits for anybody.
    """
    with transaction.atomic():
        found = open_batch(batch, at=at)
        until = works_until(found, at=at, zone=zone)
        params: dict[str, Any] = {
            "batch": found.pk, "member": to.member_id, "source": to.source, "at": at, "until": until,
            "order": to.order_id, "event": to.event_id, "version": to.version, "campaign": to.campaign,
            "reason": to.reason, "by": to.principal.kind, "by_id": to.principal.id,
        }  # fmt: skip
        row = one_row(_TAKE + _NOTE, params) or _made(found, params)
        if row is None:
            raise CouponNotThere(CouponShortage.Code.NONE_LEFT)
        if to.member_id is not None:
            payload = {"coupon": row[0], "batch": batch, "order": to.order_id, "campaign": to.campaign}
            record(kind=COUPON_ISSUED, at=at, member_id=to.member_id, payload=payload)
    return IssuedCode(id=row[0], code=row[1], expires_at=until)


def open_batch(batch: str, *, at: datetime) -> CouponBatch:
    """The batch of single-use codes, if codes of it can be issued now. Raises CouponNotThere. One query."""
    found = CouponBatch.objects.filter(code=batch, kind=CouponBatch.Kind.SINGLE).first()
    if found is None:
        raise CouponNotThere(CouponShortage.Code.UNKNOWN)
    if found.stopped_at is not None and found.stopped_at <= at:
        raise CouponNotThere(CouponShortage.Code.STOPPED)
    if found.valid_until is not None and found.valid_until <= at:
        raise CouponNotThere(CouponShortage.Code.OVER)
    return found


def _made(batch: CouponBatch, params: dict[str, Any]) -> tuple[Any, ...] | None:
    """A code made for the occasion. That it is taken already happens about never; five times over, never."""
    if not (batch.makes_more and batch.pattern):
        return None
    for code in random_codes(pattern=batch.pattern, count=_TRIES):
        row = one_row(_MAKE + _NOTE, {**params, "code": code, "normal": normal_code(code)})
        if row is not None:
            return row
    return None
