"""`GET /members/{id}/balance`: what a member has, and what goes when."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

import msgspec
from django.http import HttpResponse
from rest_framework.request import Request

from loyalty.api.kit.door import Door, answer
from loyalty.api.kit.errors import NotFound
from loyalty.api.kit.openapi import operation
from loyalty.api.kit.scalars import local
from loyalty.api.v1.decisions import Amount
from loyalty.ledger.balance import Balance, balances
from loyalty.ledger.owner import Owner
from loyalty.members.find import MemberView, get
from loyalty.money import to_decimal
from loyalty.shops.models import Scope


class Burning(msgspec.Struct, frozen=True, kw_only=True):
    """Points that go at this midnight."""

    points: Amount
    at: datetime


class BalanceAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`available` can be spent now; `pending` is still waiting, `held` reserved for an order, `debt` owed."""

    unit: str
    available: Amount
    pending: Amount
    held: Amount
    debt: Amount
    burning: list[Burning]


class BalancesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    balances: list[BalanceAnswer]


class Balances(Door):
    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.MEMBERS}

    @operation("read_balance", "What a member has", answers={200: BalancesAnswer})
    def get(self, request: Request, member_id: int) -> HttpResponse:
        """Every unit the member has points of, BONUS first."""
        member = member_or_404(member_id)
        return answer(BalancesAnswer(balances=balances_of(member.id, at=self.at, zone=self.zone)))


def member_or_404(member_id: int) -> MemberView:
    """The member. Raises NotFound."""
    member = get(member_id=member_id)
    if member is None:
        raise NotFound
    return member


def balances_of(member_id: int, *, at: datetime, zone: ZoneInfo) -> list[BalanceAnswer]:
    return [_balance(balance, zone) for balance in balances(owner=Owner.member(member_id), at=at)]


def _balance(balance: Balance, zone: ZoneInfo) -> BalanceAnswer:
    scale = balance.scale
    return BalanceAnswer(
        unit=balance.unit,
        available=to_decimal(balance.available, scale),
        pending=to_decimal(balance.pending, scale),
        held=to_decimal(balance.held, scale),
        debt=to_decimal(balance.debt, scale),
        burning=[Burning(points=to_decimal(part.points, scale), at=local(part.at, zone)) for part in balance.burning],
    )
