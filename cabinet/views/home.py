"""The first screen: the card, the balance, and the latest lines of history."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cabinet.balance import balance_panel
from cabinet.card import card_groups, qr_svg
from cabinet.history import history_days
from cabinet.promises import earning
from cabinet.tier import tier_line
from cabinet.visit import Visit, for_members
from campaigns.coupons.owned import open_count
from campaigns.referrals.terms import in_force
from loyalty.ledger.balance import balances
from loyalty.ledger.owner import Owner
from loyalty.ledger.units import units
from loyalty.members.cards import card_of
from loyalty.money import BONUS, STATUS
from loyalty.purchase.member_stories import member_stories
from loyalty.purchase.read_orders import reserved_of
from loyalty.tiers.standing import standing

_LATEST = 8


@require_safe
@for_members
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    owner = Owner.member(visit.member.id)
    known = units()
    page = member_stories(member_id=visit.member.id, zone=visit.zone, limit=_LATEST)
    card = card_of(member_id=visit.member.id)
    mine = balances(owner=owner, at=visit.at)
    holds = in_force()
    reserved = reserved_of(member_id=visit.member.id) if mine[0].held else ()
    return render(
        request,
        "cabinet/home.html",
        {
            "programme": visit.programme.name,
            "name": visit.member.first_name,
            "is_blocked": visit.is_blocked,
            "is_frozen": mine[0].frozen,
            "card": card_groups(card) if card else "",
            "qr": qr_svg(member_id=visit.member.id, at=visit.at),
            "balance": balance_panel(balances=mine, reserved=reserved, units=known, today=visit.today, zone=visit.zone),
            "days": history_days(stories=page.stories, today=visit.today, zone=visit.zone),
            "tier": tier_line(
                standing(member_id=visit.member.id, programme=visit.programme, at=visit.at), status=known[STATUS]
            ),
            "coupons": open_count(member_id=visit.member.id, at=visit.at),
            "has_more": page.next is not None,
            "invites": holds is not None and holds.is_on,
            "first_points": earning(visit.programme.settings, known[BONUS]),
        },
    )


@require_safe
@for_members
def qr(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A fresh code for the card that is on the screen."""
    return HttpResponse(qr_svg(member_id=visit.member.id, at=visit.at), content_type="image/svg+xml")
