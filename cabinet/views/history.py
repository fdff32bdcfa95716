"""All purchases and all that ever happened to the points, page by page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cabinet.history import history_days
from cabinet.promises import earning
from cabinet.visit import Visit, for_members
from loyalty.ledger.units import units
from loyalty.money import BONUS
from loyalty.purchase.member_stories import member_stories

_PAGE = 30


@require_safe
@for_members
def history(request: HttpRequest, visit: Visit) -> HttpResponse:
    cursor = request.GET.get("after")
    try:
        page = member_stories(member_id=visit.member.id, zone=visit.zone, cursor=cursor, limit=_PAGE)
    except ValueError as error:
        raise Http404 from error
    return render(
        request,
        "cabinet/history.html",
        {
            "programme": visit.programme.name,
            "days": history_days(stories=page.stories, today=visit.today, zone=visit.zone),
            "next": page.next,
            "is_first": cursor is None,
            "first_points": "" if page.stories else earning(visit.programme.settings, units()[BONUS]),
        },
    )
