"""One box for whatever a customer can name: a phone, a card, an e-mail, an order's number, a name."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from loyalty.admin.kit import only_own_shop
from loyalty.admin.member_search import ORDERS, members_known_by
from loyalty.admin.site import site
from loyalty.purchase.models import Order


def find(request: HttpRequest) -> HttpResponse:
    """The one page that is meant; the list that holds what is meant when it is not one. At most four queries."""
    term = request.GET.get("q", "").strip()
    if not term:
        return redirect("admin:index")
    sees_members = request.user.has_perm("loyalty.view_member")
    members = members_known_by(term) if sees_members else []
    orders = only_own_shop(request, Order.objects.filter(external_id=term), "shop").values_list("pk", flat=True)[
        :ORDERS
    ]
    if len(members) == 1 and not orders:
        return redirect("admin:loyalty_member_change", members[0])
    if len(orders) == 1 and not members:
        return redirect("admin:loyalty_order_change", orders[0])
    area = "member" if sees_members and (members or not orders) else "order"
    return redirect(f"{site.url_of(f'loyalty_{area}_changelist')}?{urlencode({'q': term})}")


site.add_page("find/", find, name="find", permission="loyalty.view_order")
