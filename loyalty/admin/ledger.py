"""The ledger, to look at: nothing here is added, changed or deleted. Each row leads to a page that tells its story."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.paginator import InfinitePaginator

from loyalty import words
from loyalty.admin.filters import PeriodFilter, period_of
from loyalty.admin.kit import ReadOnlyAdmin, link, only_own_shop, pill, row_or_404, short
from loyalty.admin.member_search import members_known_by
from loyalty.admin.member_words import owner_words, with_owner_names
from loyalty.admin.order_words import HEAVY
from loyalty.admin.principals import reason_words, who_did
from loyalty.admin.site import site
from loyalty.admin.units import words_of
from loyalty.ledger.models import Account, Entry, Hold, HoldLot, Lot, Operation


class LedgerAdmin(ReadOnlyAdmin):
    """Rows of millions: pages without counting them all; found by the member's contact or by the order's number."""

    paginator = InfinitePaginator
    search_fields = ("pk",)
    search_help_text = _("Phone, card, e-mail or order number")
    by_account = True  # a row belongs to one account
    order = "order"
    shop = "order__shop"  # an employee of one shop sees what its orders moved

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = only_own_shop(request, super().get_queryset(request), self.shop)
        return with_owner_names(rows.select_related("account__unit"), request) if self.by_account else rows

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        members = members_known_by(term)
        if members:
            return self.of_members(queryset, members), False
        return queryset.filter(**{f"{self.order}__external_id": term}), False

    def of_members(self, rows: QuerySet[Any], members: list[int]) -> QuerySet[Any]:
        return rows.filter(account__owner_kind=Account.OwnerKind.MEMBER, account__owner_id__in=members)

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> Any:
        """The row's page is a story, not a form."""
        self.require_view(request)
        row = row_or_404(self.get_queryset(request), object_id)
        return self.story(request, row)

    def story(self, request: HttpRequest, row: Any) -> HttpResponse:
        raise NotImplementedError

    @admin.display(description=_("When"), ordering="id")
    def when(self, row: Any) -> str:
        return short(row.at)

    @admin.display(description=_("Whose"))
    def owner(self, row: Any) -> str | SafeString:
        return owner_words(row.account, row.owner_first, row.owner_last)


def _points(amount: int, account: Account, *, signed: bool = False) -> str:
    return words.points(amount, words_of(account.unit), signed=signed)


class OperationAdmin(LedgerAdmin):
    list_display = ("when", "what", "change", "owners", "order_number", "why")
    list_display_links = ("when",)
    list_filter = (PeriodFilter, "kind", "principal")
    ordering = ("-id",)
    linked_by = ("order",)
    by_account = False

    def get_queryset(self, request: HttpRequest) -> Any:
        entries = Entry.objects.select_related("account__unit").order_by("id")
        holds = Hold.objects.select_related("account__unit")
        rows = super().get_queryset(request).select_related("order").defer(*(f"order__{name}" for name in HEAVY))
        return rows.prefetch_related(
            Prefetch("entries", with_owner_names(entries, request)), Prefetch("holds", with_owner_names(holds, request))
        )

    def of_members(self, rows: QuerySet[Any], members: list[int]) -> QuerySet[Any]:
        return rows.filter(entries__account__owner_kind="member", entries__account__owner_id__in=members).distinct()

    @admin.display(description=_("What"), ordering="kind")
    def what(self, operation: Operation) -> SafeString:
        return pill(operation.get_kind_display(), KIND_TONES.get(Operation.Kind(operation.kind), ""))

    @admin.display(description=_("Points"))
    def change(self, operation: Any) -> str:
        entries, holds = list(operation.entries.all()), list(operation.holds.all())
        if holds:
            return _points(holds[0].amount, holds[0].account)
        if not entries:
            return "—"
        moved = [entry.amount for entry in entries if entry.bucket != Entry.Bucket.DEBT]
        if operation.kind == Operation.Kind.ACTIVATE:
            moved = [amount for amount in moved if amount > 0]
        return _points(sum(moved), entries[0].account, signed=operation.kind != Operation.Kind.ACTIVATE)

    @admin.display(description=_("Whose"))
    def owners(self, operation: Any) -> SafeString | str:
        seen: dict[tuple[str, int], SafeString | str] = {}
        for row in [*operation.entries.all(), *operation.holds.all()]:
            seen.setdefault((row.account.owner_kind, row.account.owner_id), self.owner(row))
        return format_html(", ".join("{}" for _owner in seen), *seen.values()) if seen else "—"

    @admin.display(description=_("Order"))
    def order_number(self, operation: Operation) -> SafeString | str:
        if operation.order is None:
            return "—"
        return link(operation.order.external_id, "admin:loyalty_order_change", operation.order_id)

    @admin.display(description=_("Reason"))
    def why(self, operation: Operation) -> str:
        return reason_words(operation.reason)

    def story(self, request: HttpRequest, row: Any) -> HttpResponse:
        entries = [
            {
                "owner": owner_words(entry.account, entry.owner_first, entry.owner_last),
                "bucket": entry.get_bucket_display(),
                "amount": _points(entry.amount, entry.account, signed=True),
                "after": _points(entry.balance_after, entry.account),
                "lot_id": entry.lot_id,
            }
            for entry in row.entries.all()
        ]
        return site.page(
            request,
            "loyalty/admin/ledger/operation.html",
            trail=self.above(),
            title=row.get_kind_display().capitalize(),
            operation=row,
            entries=entries,
            by=who_did(row.principal, row.principal_id),
            why=reason_words(row.reason),
        )


KIND_TONES = {
    Operation.Kind.EARN: "good",
    Operation.Kind.GIVE_BACK: "good",
    Operation.Kind.OPENING: "good",
    Operation.Kind.BURN: "info",
    Operation.Kind.CAPTURE: "info",
    Operation.Kind.EXPIRE: "warn",
    Operation.Kind.CLAW_BACK: "warn",
}


class EntryAdmin(LedgerAdmin):
    list_display = ("when", "owner", "kind_words", "bucket", "amount_words", "after")
    list_filter = (PeriodFilter, "kind", "bucket")
    ordering = ("-id",)
    order = "operation__order"
    shop = "operation__order__shop"

    @admin.display(description=_("What"))
    def kind_words(self, entry: Entry) -> SafeString:
        return pill(entry.get_kind_display(), KIND_TONES.get(Operation.Kind(entry.kind), ""))

    @admin.display(description=_("Points"))
    def amount_words(self, entry: Entry) -> str:
        return _points(entry.amount, entry.account, signed=True)

    @admin.display(description=_("After it"))
    def after(self, entry: Entry) -> str:
        return _points(entry.balance_after, entry.account)

    def story(self, request: HttpRequest, row: Any) -> HttpResponse:
        """An entry is a line of its operation."""
        return redirect("admin:loyalty_operation_change", row.operation_id)


class LotAdmin(LedgerAdmin):
    list_display = ("start", "owner", "state", "earned_words", "left", "end")
    list_display_links = ("start",)
    list_filter = ("state", period_of("available_from"))
    ordering = ("-id",)

    shop = "shop"

    @admin.display(description=_("Available from"), ordering="available_from")
    def start(self, lot: Lot) -> str:
        return short(lot.available_from)

    @admin.display(description=_("Expires"), ordering="expires_at")
    def end(self, lot: Lot) -> str:
        return short(lot.expires_at) if lot.expires_at else gettext("never expires")

    @admin.display(description=_("Given"))
    def earned_words(self, lot: Lot) -> str:
        return _points(lot.earned, lot.account)

    @admin.display(description=_("Left"))
    def left(self, lot: Lot) -> str:
        return _points(lot.remaining, lot.account)

    def story(self, request: HttpRequest, row: Any) -> HttpResponse:
        lot = row
        entries = [
            {"at": entry.at, "kind": entry.get_kind_display(), "bucket": entry.get_bucket_display(),
             "amount": _points(entry.amount, lot.account, signed=True), "operation_id": entry.operation_id}
            for entry in lot.entries.order_by("id")
        ]  # fmt: skip
        return site.page(
            request, "loyalty/admin/ledger/lot.html", trail=self.above(), title=gettext("Lot of {points}").format(
                points=_points(lot.earned, lot.account)
            ),
            lot=lot, entries=entries, owner=self.owner(lot), given=_points(lot.earned, lot.account),
            left=_points(lot.remaining, lot.account), held=_points(lot.held, lot.account) if lot.held else "",
        )  # fmt: skip


class HoldAdmin(LedgerAdmin):
    list_display = ("opened", "owner", "amount_words", "state_words", "order_number", "lapses")
    list_display_links = ("opened",)
    list_filter = ("state", period_of("opened_at"))
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("order")
        return rows.defer(*(f"order__{name}" for name in HEAVY))

    @admin.display(description=_("Opened"), ordering="id")
    def opened(self, hold: Hold) -> str:
        return short(hold.opened_at)

    @admin.display(description=_("Lapses"), ordering="expires_at")
    def lapses(self, hold: Hold) -> str:
        return short(hold.expires_at)

    @admin.display(description=_("Points"))
    def amount_words(self, hold: Hold) -> str:
        return _points(hold.amount, hold.account)

    @admin.display(description=_("State"), ordering="state")
    def state_words(self, hold: Hold) -> SafeString:
        tones = {Hold.State.OPEN: "info", Hold.State.CAPTURED: "good", Hold.State.EXPIRED: "warn"}
        return pill(hold.get_state_display(), tones.get(Hold.State(hold.state), ""))

    @admin.display(description=_("Order"))
    def order_number(self, hold: Hold) -> SafeString | str:
        return "—" if hold.order is None else link(hold.order.external_id, "admin:loyalty_order_change", hold.order_id)

    def story(self, request: HttpRequest, row: Any) -> HttpResponse:
        hold = row
        parts = [
            {"lot_id": part.lot_id, "amount": _points(part.amount, hold.account), "expires_at": part.lot.expires_at}
            for part in HoldLot.objects.filter(hold=hold).select_related("lot").order_by("id")
        ]
        return site.page(
            request, "loyalty/admin/ledger/hold.html", trail=self.above(),
            title=gettext("Hold of {points}").format(points=_points(hold.amount, hold.account)),
            hold=hold, parts=parts, owner=self.owner(hold), state=self.state_words(hold), order=self.order_number(hold),
            captured=_points(hold.captured, hold.account) if hold.captured else "",
        )  # fmt: skip


site.register(Operation, OperationAdmin)
site.register(Entry, EntryAdmin)
site.register(Lot, LotAdmin)
site.register(Hold, HoldAdmin)
