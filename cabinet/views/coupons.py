"""The member's coupons: what can be used now, and what could."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cabinet.coupons import cards
from cabinet.visit import Visit, for_members
from campaigns.coupons.mark_seen import mark_seen
from campaigns.coupons.owned import wallet_of


@require_safe
@for_members
def coupons(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is on the screen counts as seen."""
    wallet = wallet_of(member_id=visit.member.id, at=visit.at)
    mark_seen(member_id=visit.member.id, coupon_ids=[one.held.id for one in wallet.open], at=visit.at)
    shown = {"today": visit.today, "at": visit.at, "zone": visit.zone}
    return render(
        request,
        "cabinet/coupons.html",
        {
            "programme": visit.programme.name,
            "usable": cards(coupons=wallet.open, **shown),  # type: ignore[arg-type]
            "past": cards(coupons=wallet.past, **shown),  # type: ignore[arg-type]
            "is_blocked": visit.is_blocked,
        },
    )
