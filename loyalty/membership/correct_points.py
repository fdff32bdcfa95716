"""Corrects a member's points by hand: by an employee or by a shop's integration, with a reason and within limits."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.audit.acts import ADJUSTED
from loyalty.audit.record import record as audit
from loyalty.events.kinds import POINTS_ADJUSTED
from loyalty.events.record import record
from loyalty.ledger.adjust import adjust
from loyalty.ledger.adjusted import adjusted_since
from loyalty.ledger.cause import Principal
from loyalty.ledger.moved import Moved
from loyalty.ledger.once import operation_of
from loyalty.ledger.owner import Owner
from loyalty.ledger.units import units
from loyalty.members.locks import lock_member
from loyalty.members.standing import MemberHasLeft
from loyalty.program.current import program
from loyalty.program.validity import midnight
from loyalty.refusals import Refusal, Words
from loyalty.shops.limit import integration_limit
from loyalty.shops.models import Integration
from loyalty.staff.limits import Limit, check_adjustment, check_not_own, staff_limit
from loyalty.staff.models import User


class UnknownUnit(Refusal):
    code: ClassVar[str] = "unknown_unit"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("There are no points of this kind")


class NothingToCorrect(Refusal):
    code: ClassVar[str] = "nothing_to_correct"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("Name how many points to add, or with a minus how many to take")


def correct_points(
    *,
    member_id: int,
    unit: str,
    points: int,
    reason: str,
    principal: Principal,
    natural_key: str,
    at: datetime,
    shop_id: int | None = None,
) -> Moved:
    """Add `points` (minor steps of `unit`) to a member's account, or take them when negative.

    Corrections of one principal go one after another, so that a day's limit holds. The same natural key again moves
    nothing. Raises UnknownUnit, NothingToCorrect, OwnAccount, AdjustmentOverLimit, MemberHasLeft, InsufficientPoints.
    """
    known = units().get(unit)
    if known is None:
        raise UnknownUnit(field="unit")
    if points == 0:
        raise NothingToCorrect(field="points")
    with transaction.atomic():
        limit = _lock_limit(principal, member_id)
        if done := operation_of(kind="adjust", natural_key=natural_key):
            return Moved(operation_id=done, already=True)
        check_adjustment(
            limit=limit, points=points, adjusted_today=_today(principal, unit, at), scale=known.words.scale
        )
        if lock_member(member_id=member_id) == "left":
            raise MemberHasLeft(field="member")
        owner = Owner.member(member_id)
        moved = adjust(
            owner=owner, unit=unit, points=points, at=at, principal=principal, reason=reason,
            natural_key=natural_key, shop_id=shop_id,
        )  # fmt: skip
        payload = {"unit": unit, "points": points, "operation": moved.operation_id}
        audit(act=ADJUSTED, object_kind="member", object_id=member_id, by=principal, reason=reason, after=payload)
        record(kind=POINTS_ADJUSTED, at=at, member_id=member_id, shop_id=shop_id, payload=payload)
        return moved


def _lock_limit(principal: Principal, member_id: int) -> Limit:
    """What this principal may do; the row is locked until the transaction ends."""
    if principal.id is None:
        return Limit(one=0, day=0)
    if principal.kind == "staff":
        User.objects.select_for_update(no_key=True).values_list("pk").get(pk=principal.id)
        check_not_own(user_id=principal.id, member_id=member_id)
        return staff_limit(user_id=principal.id)
    Integration.objects.select_for_update(no_key=True).values_list("pk").get(pk=principal.id)
    return integration_limit(integration_id=principal.id)


def _today(principal: Principal, unit: str, at: datetime) -> int:
    zone = program().zone
    return adjusted_since(principal=principal, unit=unit, since=midnight(at.astimezone(zone).date(), zone))
