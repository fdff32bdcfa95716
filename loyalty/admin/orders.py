"""Lists of orders and returns. An order has one page; a return is told on it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RelatedDropdownFilter

from loyalty import words
from loyalty.admin.filters import PeriodFilter, period_of
from loyalty.admin.kit import ReadOnlyAdmin, link, only_own_shop, row_or_404, short
from loyalty.admin.member_search import members_known_by
from loyalty.admin.member_words import member_link, member_name
from loyalty.admin.order_page import order_context
from loyalty.admin.order_words import HEAVY, order_state, some
from loyalty.admin.site import site
from loyalty.purchase.models import Order, Return


class OrderAdmin(ReadOnlyAdmin):
    list_display = ("sold", "number", "shop", "who", "state_words", "goods", "with_points", "paid", "returned")
    list_display_links = ("sold", "number")
    list_filter = (period_of("occurred_at"), "state", ("shop", RelatedDropdownFilter), "source")
    search_fields = ("pk",)
    search_help_text = _("Order number, or the member's phone, card or e-mail")
    ordering = ("-occurred_at", "-id")
    linked_by = ("member",)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("shop", "member").defer(*HEAVY)
        return only_own_shop(request, rows, "shop")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        exact = list(queryset.order_by().filter(external_id=term).values_list("pk", flat=True))
        if exact:  # by id: asked in the order of the list, the database would walk through all of it
            return queryset.filter(pk__in=exact), False
        members = members_known_by(term)
        return queryset.filter(member__in=members) if members else queryset.filter(external_id__icontains=term), False

    @admin.display(description=_("Sold"), ordering="occurred_at")
    def sold(self, order: Order) -> str:
        return short(order.occurred_at)

    @admin.display(description=_("Number"), ordering="external_id")
    def number(self, order: Order) -> str:
        return order.external_id

    @admin.display(description=_("Member"))
    def who(self, order: Any) -> SafeString | str:
        if order.member is None:
            return gettext("guest")
        return member_link(order.member_id, member_name(order.asked_by, order.member))

    @admin.display(description=_("State"), ordering="state")
    def state_words(self, order: Order) -> SafeString:
        return order_state(order)

    @admin.display(description=_("Goods"), ordering="base_kopecks")
    def goods(self, order: Order) -> str:
        return words.roubles(order.base_kopecks, exact=True)

    @admin.display(description=_("With points"), ordering="points_paid_kopecks")
    def with_points(self, order: Order) -> str:
        return some(order.points_paid_kopecks)

    @admin.display(description=_("To pay"), ordering="to_pay_kopecks")
    def paid(self, order: Order) -> str:
        return words.roubles(order.to_pay_kopecks, exact=True)

    @admin.display(description=_("Returned"), ordering="refunded_kopecks")
    def returned(self, order: Order) -> str:
        return some(order.refunded_kopecks)

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> Any:
        self.require_view(request)
        rows = only_own_shop(request, Order.objects.select_related("shop", "member", "program_version"), "shop")
        order = row_or_404(rows, object_id)
        title = gettext("Order {number}").format(number=order.external_id)
        return site.page(
            request, "loyalty/admin/orders/order.html", title=title, trail=self.above(), state=order_state(order),
            may_see_moves=request.user.has_perm("loyalty.view_operation"), **order_context(request, order),
        )  # fmt: skip


class ReturnAdmin(ReadOnlyAdmin):
    list_display = ("when", "external_id", "shop", "of_order", "money", "kept")
    list_display_links = ("when", "external_id")
    list_filter = (PeriodFilter, ("shop", RelatedDropdownFilter))
    search_fields = ("pk",)
    search_help_text = _("Number of the return or of the order")
    ordering = ("-at", "-id")

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("shop", "order__shop").defer(
            "trace", *(f"order__{name}" for name in HEAVY)
        )  # fmt: skip
        return only_own_shop(request, rows, "shop")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        return queryset.filter(external_id=term) | queryset.filter(order__external_id=term), False

    @admin.display(description=_("When"), ordering="at")
    def when(self, row: Return) -> str:
        return short(row.at)

    @admin.display(description=_("Order"))
    def of_order(self, row: Return) -> SafeString:
        text = row.order.external_id
        if row.order.shop_id != row.shop_id:
            text = gettext("{number}, sold by “{shop}”").format(number=text, shop=row.order.shop.name)
        return link(text, "admin:loyalty_order_change", row.order_id)

    @admin.display(description=_("Money back"), ordering="money_kopecks")
    def money(self, row: Return) -> str:
        return words.roubles(row.money_kopecks, exact=True)

    @admin.display(description=_("Kept for a lost discount"), ordering="withheld_kopecks")
    def kept(self, row: Return) -> str:
        return some(row.withheld_kopecks)

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> Any:
        """A return is a chapter of its order."""
        self.require_view(request)
        row = row_or_404(only_own_shop(request, Return.objects.all(), "shop"), object_id)
        return redirect(f"{site.url_of('loyalty_order_change', row.order_id)}#return-{row.external_id}")


site.register(Order, OrderAdmin)
site.register(Return, ReturnAdmin)
