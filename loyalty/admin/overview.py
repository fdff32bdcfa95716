"""The first page: is everything all right, and what needs me."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty import words
from loyalty.admin.alarms import alarms
from loyalty.admin.kit import only_own_shop
from loyalty.admin.proof import is_old
from loyalty.admin.site import programme_of, site
from loyalty.certificates.models import OrderCertificate
from loyalty.clock import now
from loyalty.events.backlog import backlog
from loyalty.ledger.freezes import frozen_accounts
from loyalty.ledger.last_proof import last_proof, nights_in_a_row
from loyalty.ledger.units import BONUS, units
from loyalty.members.models import Member
from loyalty.program.validity import midnight
from loyalty.purchase.models import Order, OrderPoints, Return
from loyalty.registries import Registry
from loyalty.shops.models import ApiKey

# What other packages add to the first steps: sentences with where to do it, none where it is done or not allowed.
FIRST_STEPS: Registry[Callable[[HttpRequest], list[tuple[str, str]]]] = Registry("first steps")
SHORTAGES, RETURNS = 10, 5
SHORTAGE_DAYS = 30


@dataclass(frozen=True)
class Tile:
    name: str
    value: str
    note: str = ""


def overview(request: HttpRequest) -> HttpResponse:
    """For each role what it may see; a programme without a single order gets the first steps instead."""
    at = now()
    may = request.user.has_perm
    context: dict[str, Any] = {"proof": None, "may_prove": may("loyalty.view_operation")}
    context["alarms"] = [alarm for _code, find in alarms for alarm in find(request, at)]
    if context["may_prove"]:
        context |= _proof(request, at)
    if may("loyalty.view_delivery"):
        context["parked"] = backlog(at=at).parked
    if may("loyalty.view_order"):
        orders = only_own_shop(request, Order.objects.all(), "shop")
        context |= {
            "sees_orders": True,
            "tiles": _today(request, orders, at),
            "shortages": _shortages(orders, at),
            "overdue": _overdue(orders, at),
            "returns": _returns(request) if may("loyalty.view_return") else [],
            "steps": None if orders.exists() else _first_steps(request),
        }
    if may("loyalty.view_member"):
        context["members"] = _members(request, at)
    return site.page(request, "loyalty/admin/overview.html", title=gettext_lazy("Overview"), at=at, **context)


def _proof(request: HttpRequest, at: datetime) -> dict[str, Any]:
    proof = last_proof()
    return {
        "proof": proof, "proof_is_old": is_old(proof, at), "frozen": len(frozen_accounts()),
        "nights": nights_in_a_row(zone=programme_of(request).zone),
    }  # fmt: skip


def _midnight(request: HttpRequest, at: datetime) -> datetime:
    zone = programme_of(request).zone
    return midnight(at.astimezone(zone).date(), zone)


def _today(request: HttpRequest, orders: QuerySet[Order], at: datetime) -> list[Tile]:
    today = orders.filter(
        occurred_at__gte=_midnight(request, at), occurred_at__lte=at, state=Order.State.COMPLETED
    )  # fmt: skip
    sums = today.aggregate(count=Count("id"), paid=Sum("to_pay_kopecks", default=0), known=Count("member"))
    moved = OrderPoints.objects.filter(order__in=today, unit__code=BONUS).aggregate(
        earned=Sum("earned", default=0), burnt=Sum("burnt", default=0)
    )
    unit = units()[BONUS].words
    return [
        Tile(
            _("Orders today"),
            words.number(sums["count"]),
            _("with a card: {count}").format(count=words.number(sums["known"])),
        ),
        Tile(_("Paid today"), words.roubles(sums["paid"])),
        Tile(_("Earned today"), words.points(moved["earned"], unit)),
        Tile(_("Spent today"), words.points(moved["burnt"], unit)),
    ]


def _members(request: HttpRequest, at: datetime) -> Tile:
    all_of_them = Member.objects.exclude(state=Member.State.LEFT)
    joined = all_of_them.filter(joined_at__gte=_midnight(request, at)).count()
    return Tile(
        _("Members"), words.number(all_of_them.count()), _("joined today: {count}").format(count=words.number(joined))
    )


def _shortages(orders: QuerySet[Order], at: datetime) -> list[tuple[Order, str]]:
    """Sales finished without the points that had been promised (the member owes them), or without the money of a
    certificate (nobody does)."""
    unit = units()[BONUS].words
    lately = orders.filter(occurred_at__gte=at - timedelta(days=SHORTAGE_DAYS)).select_related("shop")
    lately = lately.only("external_id", "occurred_at", "short_points", "short_certificates_kopecks", "shop__name")
    found = []
    for order in lately.filter(short_points__gt=0).order_by("-occurred_at")[:SHORTAGES]:
        found.append((order, words.points(order.short_points, unit)))
    by_certificates = OrderCertificate.objects.filter(short_kopecks__gt=0).values("order")
    for order in lately.filter(pk__in=by_certificates).order_by("-occurred_at")[:SHORTAGES]:
        found.append((order, words.roubles(order.short_certificates_kopecks)))
    return sorted(found, key=lambda one: one[0].occurred_at, reverse=True)[:SHORTAGES]


def _overdue(orders: QuerySet[Order], at: datetime) -> int:
    """Reservations whose time is over and that no job has closed: the job does not run."""
    late = at - timedelta(hours=1)
    return orders.filter(state__in=[Order.State.PENDING, Order.State.PLACED], reserved_until__lt=late).count()


def _returns(request: HttpRequest) -> list[tuple[Return, str]]:
    rows = only_own_shop(request, Return.objects.select_related("order", "shop"), "shop")
    rows = rows.only("external_id", "at", "money_kopecks", "order__external_id", "shop__name")
    return [(one, words.roubles(one.money_kopecks, exact=True)) for one in rows.order_by("-id")[:RETURNS]]


def _first_steps(request: HttpRequest) -> list[tuple[str, str]]:
    """What a new programme needs before its first purchase: sentences with where to do it."""
    steps = []
    if request.user.has_perm("loyalty.change_program"):
        steps.append((_("Set the rules: how points are earned and spent"), site.url_of("programme")))
    if request.user.has_perm("loyalty.add_shop"):
        steps.append((_("Add your shops"), site.url_of("loyalty_shop_changelist")))
    if request.user.has_perm("loyalty.add_apikey") and not ApiKey.objects.exists():
        steps.append((_("Issue a key for the tills"), site.url_of("loyalty_integration_changelist")))
    return steps + [step for _code, find in FIRST_STEPS for step in find(request)]


site.overview = overview
