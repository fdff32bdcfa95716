"""One code: found in any spelling, its whole story, and the revocation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.admin.coupon_words import coupon_pill
from campaigns.coupons.models import Coupon, CouponBatch, CouponEntry
from campaigns.coupons.owned import gives_of
from campaigns.coupons.revoke_coupon import revoke_coupon
from campaigns.coupons.story import find_code, story_of
from campaigns.coupons.truth import NOT_VALID, Truth
from loyalty import words
from loyalty.admin.kit import pill, row_or_404, say, staff
from loyalty.admin.member_actions import ReasonForm
from loyalty.admin.member_words import member_name
from loyalty.admin.principals import people
from loyalty.admin.site import require, site
from loyalty.clock import now
from loyalty.purchase.trace_rows import TRUTHS
from loyalty.refusals import Refusal

VIEW, REVOKE = "campaigns.view_coupon", "campaigns.revoke_coupon"
_TONES = {"issued": "good", "used": "info", "revoked": "bad", "expired": "warn", "lapsed": "warn"}


@dataclass(frozen=True)
class EntryRow:
    """One line of the story."""

    at: datetime
    act: SafeString
    who: str
    order_id: int | None
    order: str
    campaigns: str
    discount: str
    reason: str
    over: bool


def find(request: HttpRequest) -> HttpResponse:
    """By POST: a code has no place in addresses and logs."""
    typed = request.POST.get("code", "").strip()[:100]
    if request.method == "POST" and typed:
        pk = find_code(typed)
        if pk is not None:
            return redirect("admin:coupon_story", pk)
    return site.page(
        request, "campaigns/admin/coupons/find.html", title=_("Find a code"), trail=_trail(), typed=typed,
    )  # fmt: skip


def story(request: HttpRequest, pk: int) -> HttpResponse:
    """State, whose it is, where it came from, everything that happened, and why it was refused."""
    rows = Coupon.objects.select_related("batch", "member", "issued_campaign", "issued_event", "issued_work")
    coupon = row_or_404(rows, pk)
    at = now()
    why = _why_not(coupon, at)
    told = story_of(coupon=coupon, at=at)
    given = gives_of([coupon.batch])[coupon.batch_id]
    single = coupon.batch.kind == CouponBatch.Kind.SINGLE
    uses = coupon.counters.values_list("used", flat=True).first() or 0
    return site.page(
        request, "campaigns/admin/coupons/story.html", title=coupon.code, trail=_trail(coupon.batch), coupon=coupon,
        batch=coupon.batch, state=coupon_pill(coupon), gives=given.ru if words.is_russian() else given.en,
        source=Coupon.Source(coupon.source).label, single=single, uses=words.number(uses),
        until=coupon.expires_at or coupon.batch.valid_until, rows=_rows(told.entries, told.orders), held=told.held,
        orders=told.orders, issued_order=told.orders.get(coupon.issued_order_id or 0, ""),
        refused=[(one, TRUTHS[one.truth]) for one in told.refused], hidden=str(TRUTHS[why]) if why else "",
        is_secret=why in NOT_VALID,
        member=member_name(staff(request), coupon.member) if coupon.member else "",
        may_revoke=single and request.user.has_perm(REVOKE) and coupon.state in ("created", "issued"),
    )  # fmt: skip


def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what will happen, asks for the reason, and does it."""
    require(request, VIEW)
    coupon = row_or_404(Coupon.objects.filter(batch__kind=CouponBatch.Kind.SINGLE).select_related("batch"), pk)
    form = ReasonForm(request.POST or None)
    form.use_required_attribute = False
    if request.method == "POST" and form.is_valid():
        try:
            if revoke_coupon(coupon_id=pk, reason=form.cleaned_data["reason"], at=now()):
                messages.success(request, gettext("The code is revoked."))
        except Refusal as refusal:
            say(request, refusal)
        return redirect("admin:coupon_story", pk)
    return site.page(
        request, "campaigns/admin/coupons/revoke.html", title=_("Revoke the code"),
        trail=(*_trail(coupon.batch), (coupon.code, site.url_of("coupon_story", pk))), coupon=coupon, form=form,
    )  # fmt: skip


def _why_not(coupon: Coupon, at: datetime) -> Truth | None:
    """Why it opens nothing now, whoever shows it; None when nothing of that kind stands in its way."""
    batch, until = coupon.batch, coupon.expires_at or coupon.batch.valid_until
    if coupon.revoked_at is not None:
        return Truth.REVOKED
    if batch.stopped_at is not None:
        return Truth.STOPPED
    if batch.valid_from is not None and batch.valid_from > at:
        return Truth.EARLY
    if until is not None and until <= at:
        return Truth.EXPIRED
    if batch.recipient_only and coupon.member_id is None:
        return Truth.NOT_ISSUED
    return Truth.USED if coupon.state == Coupon.State.USED else None


def _rows(entries: Sequence[CouponEntry], orders: dict[int, str]) -> list[EntryRow]:
    names = people({entry.principal_id for entry in entries if entry.principal == "staff"})
    return [_row(entry, names, orders) for entry in entries]


def _row(entry: CouponEntry, names: dict[int, str], orders: dict[int, str]) -> EntryRow:
    who = names.get(entry.principal_id or 0, "") if entry.principal == "staff" else ""
    return EntryRow(
        at=entry.at, act=pill(CouponEntry.Act(entry.act).label, _TONES.get(entry.act, "")), who=who,
        order_id=entry.order_id, order=orders.get(entry.order_id or 0, ""), campaigns=", ".join(entry.campaigns),
        discount=words.roubles(entry.discount_kopecks) if entry.discount_kopecks else "",
        reason=gettext("the goods came back") if entry.reason == "returned" else entry.reason, over=entry.over,
    )  # fmt: skip


def _trail(batch: CouponBatch | None = None) -> tuple[tuple[object, str], ...]:
    above: tuple[tuple[object, str], ...] = ((_("Coupons"), site.url_of("campaigns_couponbatch_changelist")),)
    if batch is not None:
        above += ((batch.name, site.url_of("campaigns_couponbatch_change", batch.pk)),)
    return above


site.add_page("campaigns/coupons/find/", find, name="coupon_find", permission=VIEW)
site.add_page("campaigns/coupons/<int:pk>/", story, name="coupon_story", permission=VIEW)
site.add_page("campaigns/coupons/<int:pk>/revoke/", revoke, name="coupon_revoke", permission=REVOKE)
