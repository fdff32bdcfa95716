"""Batches of coupons: the list, the one page of each, its form, and the stop."""

from dataclasses import asdict
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.admin import coupon_works
from campaigns.admin.coupon_form import BatchForm
from campaigns.admin.coupon_words import batch_pill, terms, window, work_row
from campaigns.campaign.reach_guards import check_batch
from campaigns.coupons.add_codes import CodeRefused, CodeTaken, add_codes
from campaigns.coupons.export_codes import export_codes
from campaigns.coupons.figures import funnels, money_of
from campaigns.coupons.models import CouponBatch
from campaigns.coupons.opened import gives, opened_by
from campaigns.coupons.save_batch import BatchRefused, BatchTerms, save_batch
from campaigns.coupons.stop_batch import stop_batch
from campaigns.coupons.work_models import CouponShortage, CouponWork
from loyalty import words
from loyalty.admin.exports import FORMATS, file_of
from loyalty.admin.journal_links import journal_of
from loyalty.admin.kit import ReadOnlyAdmin, row_or_404, say, staff
from loyalty.admin.member_actions import ReasonForm
from loyalty.admin.site import View, require, site
from loyalty.clock import now
from loyalty.refusals import Refusal

VIEW, ADD, EDIT = "campaigns.view_couponbatch", "campaigns.add_couponbatch", "campaigns.change_couponbatch"
STOP, ISSUE, EXPORT = "campaigns.stop_couponbatch", "campaigns.issue_coupon", "campaigns.export_coupon"
WORKS, SHORTAGES = 10, 10
_WORDS = frozenset({"name", "gives_ru", "gives_en", "terms_ru", "terms_en", "alphabet"})  # which goes with the pattern


def _terms_differ(batch: CouponBatch, terms: BatchTerms) -> bool:
    """Whether anything but words changes."""
    asked = {**asdict(terms), "shops": list(terms.shops)}
    return any(getattr(batch, name) != value for name, value in asked.items() if name not in _WORDS)


class CouponBatchAdmin(ReadOnlyAdmin):
    empty_text = _("Batches of codes will stand here: how many were issued, seen and used.")
    empty_start = (_("Make the first batch"), "admin:campaigns_couponbatch_add", ADD)
    list_display = ("title", "state", "which", "dates", "made", "issued", "seen", "used")
    list_display_links = ("title",)
    list_filter = ("kind",)
    search_fields = ("code", "name")
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ADD)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The numbers of the page: two queries, whatever its length."""
        changes = super().get_changelist_instance(request)
        rows = list(changes.result_list)
        found, at = funnels(row.pk for row in rows), now()
        for row in rows:
            row.funnel, row.shown_at = found[row.pk], at
        changes.result_list = rows
        return changes

    @admin.display(description=_("Batch"), ordering="name")
    def title(self, row: CouponBatch) -> SafeString:
        return format_html("<b>{}</b><br><span class='muted'>{}</span>", row.name, row.code)

    @admin.display(description=_("State"))
    def state(self, row: Any) -> SafeString:
        return batch_pill(row, at=row.shown_at)

    @admin.display(description=_("Which codes"))
    def which(self, row: CouponBatch) -> str:
        return str(CouponBatch.Kind(row.kind).label)

    @admin.display(description=_("Works"), ordering="valid_until")
    def dates(self, row: CouponBatch) -> str:
        return window(row)

    @admin.display(description=_("Codes"))
    def made(self, row: Any) -> str:
        return words.number(row.funnel.made)

    @admin.display(description=pgettext_lazy("coupons", "Issued"))
    def issued(self, row: Any) -> str:
        return words.number(row.funnel.issued)

    @admin.display(description=_("Seen"))
    def seen(self, row: Any) -> str:
        return words.number(row.funnel.seen)

    @admin.display(description=_("Used"))
    def used(self, row: Any) -> str:
        return words.number(row.funnel.used)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A new batch."""
        require(request, VIEW, ADD)
        return self._form(request, None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The whole story of a batch, from top to bottom."""
        self.require_view(request)
        batch = row_or_404(CouponBatch.objects.select_related("made_by"), object_id)
        opened = opened_by(batch.code)[batch.code]
        given = gives(batch, opened)
        single = batch.kind == CouponBatch.Kind.SINGLE
        works = CouponWork.objects.filter(batch=batch).select_related("by").order_by("-pk")[:WORKS]
        rows = [work_row(work) for work in works]
        goes_on = batch.stopped_at is None
        may = request.user.has_perm
        return site.page(
            request, "campaigns/admin/coupons/batch.html", title=batch.name, trail=trail(), batch=batch, single=single,
            state=batch_pill(batch, at=now()), funnel=funnels([batch.pk])[batch.pk], money=_money(batch),
            terms=list(terms(batch)), opened=opened, russian=words.is_russian(),
            gives=given.ru if words.is_russian() else given.en,
            conditions=batch.terms_ru if words.is_russian() else batch.terms_en,
            shared=None if single else batch.coupons.first(), works=rows, moving=any(row.moving for row in rows),
            shortages=CouponShortage.objects.filter(batch_code=batch.code).order_by("-pk")[:SHORTAGES],
            may_edit=may(EDIT), may_make=may(EDIT) and single and goes_on, may_issue=may(ISSUE) and single and goes_on,
            may_export=may(EXPORT), may_stop=may(STOP) and goes_on, formats=FORMATS,
            may_find=may("campaigns.view_coupon"),
            journal=journal_of("coupon_batch", batch.pk) if may("loyalty.view_auditevent") else "",
        )  # fmt: skip

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form of a batch that is there."""
        require(request, VIEW, EDIT)
        return self._form(request, row_or_404(CouponBatch.objects.all(), pk))

    def _form(self, request: HttpRequest, batch: CouponBatch | None) -> HttpResponse:
        form = BatchForm(request.POST or None, batch=batch)
        if request.method == "POST" and form.is_valid():
            try:
                saved = self._save(request, form, batch)
            except Refusal as refusal:
                field = "shared_code" if isinstance(refusal, CodeRefused | CodeTaken) else refusal.field
                said = (refusal.detail or refusal.title, refusal.hint)
                form.add_error(field if field in form.fields else None, " ".join(str(one) for one in said if one))
            else:
                messages.success(request, gettext("Saved. It holds from the next purchase on."))
                return redirect("admin:campaigns_couponbatch_change", saved.pk)
        above = () if batch is None else ((batch.name, site.url_of("campaigns_couponbatch_change", batch.pk)),)
        return site.page(
            request, "campaigns/admin/coupons/form.html",
            title=_("New batch of coupons") if batch is None else _("Edit"), trail=(*trail(), *above), form=form,
            batch=batch,
        )  # fmt: skip

    def _save(self, request: HttpRequest, form: BatchForm, batch: CouponBatch | None) -> CouponBatch:
        """A code that many share comes with its batch, or neither does."""
        code = batch.code if batch else form.cleaned_data["code"]
        with transaction.atomic():
            if batch is None and CouponBatch.objects.filter(code=code).exists():
                raise BatchRefused(field="code", detail=_("There is a batch with this code already."))
            if batch is None or _terms_differ(batch, form.terms()):  # a campaign may name one that is not there yet
                check_batch(code=code, author=staff(request))
            saved = save_batch(code=code, kind=form.kind_of(), terms=form.terms(), author=staff(request), at=now())
            if batch is None and form.kind_of() == CouponBatch.Kind.SHARED:
                add_codes(batch=saved, codes=[form.cleaned_data["shared_code"]])
        return saved

    def stop(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Says what will happen, and does it."""
        require(request, VIEW, STOP)
        batch = row_or_404(CouponBatch.objects.all(), pk)
        form = ReasonForm(request.POST or None)
        form.use_required_attribute = False
        if request.method == "POST" and form.is_valid():
            if stop_batch(code=batch.code, reason=form.cleaned_data["reason"], at=now()):
                messages.success(request, gettext("The batch is stopped."))
            return redirect("admin:campaigns_couponbatch_change", pk)
        funnel = funnels([pk])[pk]
        return site.page(
            request, "campaigns/admin/coupons/stop.html", title=_("Stop the batch"),
            trail=(*trail(), (batch.name, site.url_of("campaigns_couponbatch_change", pk))), batch=batch,
            funnel=funnel, form=form,
            out=funnel.issued - funnel.used if batch.kind == CouponBatch.Kind.SINGLE else None,
        )  # fmt: skip

    def export(self, request: HttpRequest, pk: int, format: str) -> HttpResponseBase:  # noqa: A002
        """Every code of the batch; who takes them can use them, so this is a right of its own and is remembered."""
        require(request, VIEW, EXPORT)
        batch = row_or_404(CouponBatch.objects.all(), pk)
        if request.method != "POST":
            return redirect("admin:campaigns_couponbatch_change", pk)
        try:
            tables = export_codes(
                batch=batch, format=format if format in FORMATS else FORMATS[0], by=staff(request).pk, at=now()
            )
        except Refusal as refusal:
            say(request, refusal)
            return redirect("admin:campaigns_couponbatch_change", pk)
        return file_of(tables, f"{batch.code}.{format if format in FORMATS else FORMATS[0]}")

    def add_urls(self) -> list[tuple[str, View, str]]:
        return [
            ("<int:pk>/edit/", self.edit, "coupon_batch_edit"), ("<int:pk>/stop/", self.stop, "coupon_batch_stop"),
            ("<int:pk>/export/<slug:format>/", self.export, "coupon_export"), *coupon_works.PAGES,
        ]  # fmt: skip


def trail() -> tuple[tuple[object, str], ...]:
    """The pages above a batch."""
    return ((_("Coupons"), site.url_of("campaigns_couponbatch_changelist")),)


def _money(batch: CouponBatch) -> list[tuple[object, str]]:
    money = money_of(batch_id=batch.pk)
    return [
        (_("Purchases with a code"), words.number(money.orders)),
        (_("Discount given"), words.roubles(money.discount_kopecks)),
        (_("Paid in these purchases"), words.roubles(money.sales_kopecks)),
    ]


site.register(CouponBatch, CouponBatchAdmin)
