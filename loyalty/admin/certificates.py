"""The list of certificates, and one page for each with its whole story."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RelatedDropdownFilter

from loyalty import words
from loyalty.admin.certificate_words import (
    PERMISSION_REVEAL,
    PERMISSION_STATE,
    certificate_state,
)
from loyalty.admin.kit import ReadOnlyAdmin, only_own_shop, pill, row_or_404
from loyalty.admin.member_words import member_name
from loyalty.admin.principals import reason_words, who_did
from loyalty.admin.site import programme_of, site
from loyalty.admin.units import last_day
from loyalty.certificates.account import balances_of
from loyalty.certificates.find import by_code
from loyalty.certificates.models import Certificate, CertificateStep
from loyalty.certificates.steps import StepView, story_of
from loyalty.clock import now
from loyalty.ledger.book import Book
from loyalty.purchase.models import Order

_MOVES = {kind for kind in CertificateStep.Kind.values if kind not in ("created", "reserved", "blocked", "unblocked")}


class CertificateAdmin(ReadOnlyAdmin):
    list_display = ("code", "kind", "state_words", "nominal", "left", "until", "bought")
    list_display_links = ("code",)
    list_filter = ("state", ("product", RelatedDropdownFilter))
    search_fields = ("pk",)
    search_help_text = _("Code in any spelling, its last four symbols, or the number of an order")
    ordering = ("-pk",)
    linked_by = ("batch", "member")

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("product", "order").defer("sealed", "pin_sealed")
        return rows.defer("order__cart", "order__facts", "order__decision", "order__trace")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Its holder reads the code to support; what is typed is asked for by its hash and stands in no log."""
        term = search_term.strip()
        if not term:
            return queryset, False
        found = by_code(code=term)
        if found is not None:
            return queryset.filter(pk=found), False
        orders = only_own_shop(request, Order.objects.filter(external_id=term), "shop").values("pk")
        return queryset.filter(tail=term.lstrip("• ").upper()) | queryset.filter(order__in=orders), False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """What is left of each, for the page in one query."""
        changes = super().get_changelist_instance(request)
        at = now()
        books = balances_of([row.pk for row in changes.result_list], at=at)
        for row in changes.result_list:
            row.book, row.seen_at, row.zone = books[row.pk], at, programme_of(request).zone
        return changes

    @admin.display(description=_("Code"), ordering="pk")
    def code(self, row: Certificate) -> str:
        return str(row)

    @admin.display(description=_("Kind"))
    def kind(self, row: Certificate) -> str:
        return row.product.name_ru if words.is_russian() else row.product.name_en

    @admin.display(description=_("State"), ordering="state")
    def state_words(self, row: Any) -> SafeString:
        return certificate_state(row, row.seen_at)

    @admin.display(description=_("Nominal"), ordering="nominal_kopecks")
    def nominal(self, row: Certificate) -> str:
        return words.roubles(row.nominal_kopecks, exact=True)

    @admin.display(description=_("Left on it"))
    def left(self, row: Any) -> str:
        return words.roubles(row.book.active, exact=True)

    @admin.display(description=_("Valid until"), ordering="valid_until")
    def until(self, row: Any) -> str:
        if row.valid_until is None:
            return "—"
        return date_format(last_day(row.valid_until, row.zone), "SHORT_DATE_FORMAT")

    @admin.display(description=_("Sold by"))
    def bought(self, row: Certificate) -> str:
        return row.order.external_id if row.order else "—"

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> Any:
        self.require_view(request)
        rows = Certificate.objects.select_related("product", "order", "batch", "member")
        row, at = row_or_404(rows, object_id), now()
        return site.page(
            request, "loyalty/admin/certificates/certificate.html", title=str(row), trail=self.above(), certificate=row,
            **certificate_context(request, row, balances_of([row.pk], at=at)[row.pk], at),
        )  # fmt: skip


def certificate_context(request: HttpRequest, row: Certificate, book: Book, at: Any) -> dict[str, Any]:
    """What the page shows. Five queries at most."""
    story = story_of(certificate_id=row.pk)
    new = Certificate.objects.filter(replaces_id=row.pk).first()
    in_use = row.state in (Certificate.State.ACTIVE, Certificate.State.BLOCKED)
    may_change = request.user.has_perm(PERMISSION_STATE) and in_use
    return {
        "state": certificate_state(row, at),
        "kind": row.product.name_ru if words.is_russian() else row.product.name_en,
        "money": [
            (_("Left on it"), words.roubles(book.active)),
            (_("Of it reserved"), words.roubles(book.held)),
            (_("Nominal"), words.roubles(row.nominal_kopecks)),
        ],
        "last_day": row.valid_until and last_day(row.valid_until, programme_of(request).zone),
        "member_name": member_name(request.user, row.member) if row.member else "",  # type: ignore[arg-type]
        "story": [_told(step) for step in reversed(story)],
        "new": new,
        "may_change": may_change,
        "may_print": request.user.has_perm(PERMISSION_REVEAL) and in_use,
        "is_blocked": row.state == Certificate.State.BLOCKED,
        "book": book,
    }


def _told(step: StepView) -> dict[str, Any]:
    moved = step.kopecks and step.kind in _MOVES
    return {
        "at": step.at, "label": step.label, "order_id": step.order_id, "order": step.order, "shop": step.shop,
        "reference": step.reference, "why": reason_words(step.reason) if step.reason else "",
        "who": who_did(step.principal.kind, step.principal.id),
        "kopecks": words.roubles(step.kopecks) if moved else "",
        "tone": pill("", "bad" if step.kopecks < 0 else "good") if moved else "",
    }  # fmt: skip


site.register(Certificate, CertificateAdmin)
