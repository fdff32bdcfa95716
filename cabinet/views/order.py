"""One purchase with its reasons."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cabinet.order import order_page
from cabinet.visit import Visit, for_members
from loyalty.ledger.units import units
from loyalty.purchase.read_orders import order_of_member


@require_safe
@for_members
def order(request: HttpRequest, visit: Visit, order_id: int) -> HttpResponse:
    found = order_of_member(member_id=visit.member.id, order_id=order_id)
    if found is None:
        raise Http404
    words = {code: unit.words for code, unit in units().items()}
    page = order_page(order=found, units=words, today=visit.today, zone=visit.zone)
    return render(request, "cabinet/order.html", {"programme": visit.programme.name, "order": page})
