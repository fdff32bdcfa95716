"""The one page of a member: who, what they have, what happened and why. It only reads; verbs are elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext

from loyalty import words
from loyalty.admin.journal_links import journal_of
from loyalty.admin.kit import only_own_shop, staff
from loyalty.admin.member_panels import panels_of
from loyalty.admin.member_words import UNMASK, member_name, state_pill
from loyalty.admin.order_words import HEAVY, OrderRow, order_row
from loyalty.admin.principals import people, reason_words
from loyalty.admin.rule_names import with_names
from loyalty.admin.site import programme_of
from loyalty.admin.units import last_day, names_of_units
from loyalty.events.kinds import KINDS
from loyalty.events.models import Event
from loyalty.ledger.balance import Balance, balances
from loyalty.ledger.lots import LotView, lots_of
from loyalty.ledger.models import Account
from loyalty.ledger.owner import Owner
from loyalty.ledger.statement import statement
from loyalty.ledger.units import UnitView, units
from loyalty.members.consents import consents_of
from loyalty.members.identities import identities_of
from loyalty.members.models import ConsentText, Identity, Member
from loyalty.program.tier_settings import tier_called
from loyalty.purchase.models import Order
from loyalty.purchase.stories import stories
from loyalty.rules.naming import called
from loyalty.tiers.standing import tier_code
from loyalty.words import UnitWords

ORDERS, EVENTS, LINES = 20, 30, 50


@dataclass(frozen=True)
class Moment:
    """Points, and the day they come or their last day."""

    points: str
    day: date


@dataclass(frozen=True)
class BalanceCard:
    """A balance as tiles: every part in words, and when points come and go."""

    name: str
    available: str
    worth: str
    pending: str
    held: str
    debt: str
    has_debt: bool
    coming: tuple[Moment, ...]
    burning: tuple[Moment, ...]
    account_id: int | None
    is_frozen: bool


@dataclass(frozen=True)
class LotRow:
    id: int
    left: str
    given: str
    held: str
    state: str
    available_from: datetime
    last_day: date | None
    order_id: int | None
    order: str
    reason: str


@dataclass(frozen=True)
class EventRow:
    at: datetime
    text: str
    who: str
    reason: str


def member_context(request: HttpRequest, member: Member, *, at: datetime, cursor: str | None) -> dict[str, Any]:
    """What the page shows, panels of other packages with it. Bounded queries, whatever the member's history."""
    ledger = request.user.has_perm("loyalty.view_ledger")
    owner, known = Owner.member(member.pk), units()
    context: dict[str, Any] = {
        "member": member,
        "name": member_name(staff(request), member),
        "state": state_pill(member.state),
        "tier": tier_called(programme_of(request).settings, tier_code(member_id=member.pk) or ""),
        "full": request.user.has_perm(UNMASK),
        "identities": [
            (Identity.Kind(identity.kind).label, identity) for identity in identities_of(member_id=member.pk)
        ],
        "consents": [(ConsentText.Kind(consent.kind).label, consent) for consent in consents_of(member_id=member.pk)],
        "events": _events(member.pk) if request.user.has_perm("loyalty.view_event") else None,
        "journal": journal_of("member", member.pk) if request.user.has_perm("loyalty.view_auditevent") else "",
        "orders": _orders(request, member.pk) if request.user.has_perm("loyalty.view_order") else None,
        "ledger": ledger,
        "panels": panels_of(request, member),
        "may_adjust": request.user.has_perm("loyalty.adjust_points") and member.state != Member.State.LEFT,
        "may_block": request.user.has_perm("loyalty.block_member") and member.state != Member.State.LEFT,
    }
    if ledger:
        zone, names = programme_of(request).zone, names_of_units()
        accounts = dict(
            Account.objects.filter(owner_kind=owner.kind, owner_id=owner.id).values_list("unit__code", "id")
        )
        page = statement(owner=owner, cursor=cursor, limit=LINES)
        context |= {
            "balances": [
                _card(balance, known[balance.unit], names[balance.unit], zone, accounts.get(balance.unit))
                for balance in balances(owner=owner, at=at)
            ],
            "lots": _lots(owner, known, at, zone),
            "stories": stories(lines=page.lines, zone=zone),
            "next": page.next,
            "is_first_page": cursor is None,
        }
    return context


def _card(balance: Balance, unit: UnitView, name: str, zone: ZoneInfo, account_id: int | None) -> BalanceCard:
    def text(amount: int) -> str:
        return words.points(amount, unit.words)

    coming = tuple(Moment(text(item.points), item.at.astimezone(zone).date()) for item in balance.coming)
    burning = tuple(Moment(text(item.points), last_day(item.at, zone)) for item in balance.burning)

    return BalanceCard(
        name=name,
        available=text(balance.available),
        worth="" if unit.step_kopecks is None else words.roubles(balance.available * unit.step_kopecks),
        pending=text(balance.pending),
        held=text(balance.held),
        debt=text(balance.debt),
        has_debt=balance.debt > 0,
        coming=coming,
        burning=burning,
        account_id=account_id,
        is_frozen=balance.frozen,
    )


def _lots(owner: Owner, known: Mapping[str, UnitView], at: datetime, zone: ZoneInfo) -> list[LotRow]:
    lots = lots_of(owner=owner)
    ids = {lot.order_id for lot in lots if lot.order_id is not None}
    numbers = dict(Order.objects.filter(pk__in=ids).values_list("pk", "external_id"))

    def row(lot: LotView, unit: UnitWords) -> LotRow:
        return LotRow(
            id=lot.id,
            left=words.points(lot.remaining, unit),
            given=words.points(lot.earned, unit),
            held=words.points(lot.held, unit) if lot.held else "",
            state=_lot_state(lot.available_from, lot.expires_at, at),
            available_from=lot.available_from,
            last_day=last_day(lot.expires_at, zone) if lot.expires_at else None,
            order_id=lot.order_id,
            order=numbers.get(lot.order_id or 0, ""),
            reason=reason_words(lot.reason),
        )

    return [row(lot, known[lot.unit].words) for lot in lots]


def _lot_state(available_from: datetime, expires_at: datetime | None, at: datetime) -> str:
    """By its dates: the stored state waits for the night."""
    if available_from > at:
        return gettext("waiting")
    return gettext("out of date") if expires_at is not None and expires_at <= at else gettext("can be spent")


def _orders(request: HttpRequest, member_id: int) -> list[OrderRow]:
    mine = Order.objects.filter(member_id=member_id).select_related("shop").defer(*HEAVY)
    newest = only_own_shop(request, mine, "shop").order_by("-occurred_at", "-id")[:ORDERS]
    return [order_row(order) for order in newest]


def _events(member_id: int) -> list[EventRow]:
    events = list(Event.objects.filter(member_id=member_id).select_related("shop").order_by("-at", "-id")[:EVENTS])
    staff = people({_staff_id(event) for event in events})
    said = with_names(lambda: [_said(event) for event in events])
    return [
        EventRow(
            at=event.at,
            text=text,
            who=staff.get(_staff_id(event) or 0, event.shop.name if event.shop else ""),
            reason=reason_words(str(event.payload.get("reason", ""))),
        )
        for event, text in zip(events, said, strict=True)
    ]


def _said(event: Event) -> str:
    """What happened; an event of a segment names it, “entered a segment “VIP””."""
    text = str(KINDS[event.kind]) if event.kind in KINDS else event.kind
    what = event.kind.partition(".")[0]
    code = event.payload.get(what)
    return f"{text} {called(what, code)}" if isinstance(code, str) else text


def _staff_id(event: Event) -> int | None:
    return event.payload.get("principal_id") if event.payload.get("principal") == "staff" else None
