"""Gives the points and the coupon of one trigger for one event, or notes why not; once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from campaigns.coupons.issue_coupon import CouponNotThere, IssuedFor, issue_coupon
from campaigns.coupons.models import Coupon
from campaigns.coupons.note_shortage import note_shortage
from campaigns.triggers.claim_budget import claim_budget
from campaigns.triggers.kinds import TRIGGER_GIVEN
from campaigns.triggers.models import TriggerResult, TriggerVersion
from campaigns.triggers.terms import Parsed, terms_of
from loyalty.events.react import Happened
from loyalty.events.record import record
from loyalty.ledger.cause import SYSTEM, Cause
from loyalty.ledger.earn import earn
from loyalty.ledger.lot_dates import lot_dates
from loyalty.ledger.owner import Owner
from loyalty.ledger.told import tell
from loyalty.members.locks import lock_member
from loyalty.members.models import Member
from loyalty.program.current import program
from loyalty.program.settings import Programme
from loyalty.rules.fact import Moment
from segments.read_known import read_known


class _NoRoom(Exception):
    """A limit or the budget is used up; undoes what was posted."""


@dataclass(frozen=True)
class _Scene:
    known: dict[str, Any]


def give(*, version: TriggerVersion, event: Happened, at: datetime) -> None:
    """Call it inside a transaction. The event's id is the natural key: again gives nothing and notes nothing.

    The rule is asked, and the periods are those, of the moment `at`. About fifteen queries.
    """
    member_id = event.member_id
    if member_id is None:
        return
    state = lock_member(member_id=member_id)  # first: who leaves meanwhile gets nothing, or leaves after
    if TriggerResult.objects.filter(event=event.id, trigger=version.trigger_id).exists():
        return
    parsed, programme = terms_of(version.pk), program()
    coupon: int | None = None
    code: str = TriggerResult.Code.GIVEN
    if state != Member.State.ACTIVE:
        code = TriggerResult.Code.MEMBER
    elif not _is_met(parsed, member_id, programme, at):
        code = TriggerResult.Code.RULE
    else:
        try:
            with transaction.atomic():
                coupon = _post(version, parsed, event, member_id, programme, at)
        except _NoRoom as refused:
            code = str(refused)
        except CouponNotThere as missing:
            code = TriggerResult.Code.COUPON
            note_shortage(batch=parsed.terms.coupon, to=_to(version, event, member_id), why=missing.why, at=at)
    given = parsed.terms.points if code == TriggerResult.Code.GIVEN else 0
    if given:
        payload = {"trigger": version.trigger.code, "unit": parsed.terms.unit, "points": given}
        record(kind=TRIGGER_GIVEN, at=at, member_id=member_id, shop_id=event.shop_id, payload=payload)
    TriggerResult.objects.create(
        event_id=event.id, trigger_id=version.trigger_id, version=version, member_id=member_id, code=code, points=given,
        coupon_id=coupon, at=at,
    )  # fmt: skip


def _is_met(parsed: Parsed, member_id: int, programme: Programme, at: datetime) -> bool:
    if parsed.test is None:
        return True
    known = read_known(member_id=member_id, facts=parsed.facts, moment=Moment(at=at, zone=programme.zone))
    return parsed.test(_Scene(known))


def _post(
    version: TriggerVersion, parsed: Parsed, event: Happened, member_id: int, programme: Programme, at: datetime
) -> int | None:
    """The coupon that was issued, where one is. Accounts before budgets, as everywhere; codes before both, because
    nobody waits for them."""
    terms, trigger = parsed.terms, version.trigger
    coupon = None
    if terms.coupon:
        to = _to(version, event, member_id)
        coupon = issue_coupon(batch=terms.coupon, to=to, zone=programme.zone, at=at).id
    if terms.points:
        earn(
            owner=Owner.member(member_id), unit=terms.unit, points=terms.points,
            dates=lot_dates(programme, unit=terms.unit, at=at), at=at,
            cause=Cause(principal=SYSTEM, reason=tell(ru=trigger.title_ru, en=trigger.title_en), shop_id=event.shop_id),
            natural_key=f"trigger:{trigger.code}:{event.id}",
        )  # fmt: skip
    refused = claim_budget(
        version=version, terms=terms, member_id=member_id, event_id=event.id, at=at, zone=programme.zone
    )
    if refused:
        raise _NoRoom(refused)
    return coupon


def _to(version: TriggerVersion, event: Happened, member_id: int) -> IssuedFor:
    return IssuedFor(
        source=Coupon.Source.EVENT, member_id=member_id, event_id=event.id, reason=version.trigger.title_ru
    )
