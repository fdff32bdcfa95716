"""All that ever happened to the points, page by page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cabinet.history import history_days
from cabinet.promises import earning
from cabinet.visit import Visit, for_members
from loyalty.ledger.owner import Owner
from loyalty.ledger.statement import statement
from loyalty.ledger.units import units
from loyalty.money import BONUS
from loyalty.purchase.stories import stories

_PAGE = 30


@require_safe
@for_members
def history(request: HttpRequest, visit: Visit) -> HttpResponse:
    cursor = request.GET.get("after")
    try:
        page = statement(owner=Owner.member(visit.member.id), cursor=cursor, limit=_PAGE)
    except ValueError as error:
        raise Http404 from error
    told = stories(lines=page.lines, zone=visit.zone)
    return render(
        request,
        "cabinet/history.html",
        {
            "programme": visit.programme.name,
            "days": history_days(stories=told, today=visit.today, zone=visit.zone),
            "next": page.next,
            "is_first": cursor is None,
            "first_points": "" if told else earning(visit.programme.settings, units()[BONUS]),
        },
    )
