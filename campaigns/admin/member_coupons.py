"""Coupons on the page of a member, and one given by hand."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from campaigns.coupons.issue_coupon import IssuedFor, issue_coupon
from campaigns.coupons.models import Coupon, CouponBatch
from campaigns.coupons.owned import Owned, wallet_of
from loyalty import words
from loyalty.admin.kit import row_or_404, say, staff
from loyalty.admin.member_actions import ReasonForm
from loyalty.admin.member_panels import MemberPanel, member_panels
from loyalty.admin.member_words import member_name
from loyalty.admin.site import programme_of, require, site
from loyalty.clock import now
from loyalty.ledger.cause import Principal
from loyalty.members.models import Member
from loyalty.refusals import Refusal

VIEW, ISSUE = "campaigns.view_coupon", "campaigns.issue_coupon"


STATES = {
    "usable": pgettext_lazy("coupon", "can be used"), "reserved": Coupon.State.RESERVED.label,
    "used": Coupon.State.USED.label, "expired": Coupon.State.EXPIRED.label,
}  # fmt: skip


class GiveForm(ReasonForm):
    batch = forms.ChoiceField(label=_("Batch of coupons"), widget=widgets.UnfoldAdminSelectWidget())
    field_order = ("batch", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        field = self.fields["batch"]
        assert isinstance(field, forms.ChoiceField)
        open_ = CouponBatch.objects.filter(kind=CouponBatch.Kind.SINGLE, stopped_at=None).order_by("-pk")
        field.choices = [(batch.code, batch.name) for batch in open_]


def _panel(request: HttpRequest, member: Member) -> dict[str, Any]:
    """What the member can use, and what they could."""
    wallet = wallet_of(member_id=member.pk, at=now())
    return {
        "usable": [_shown(one) for one in wallet.open], "past": [_shown(one) for one in wallet.past],
        "may_issue": request.user.has_perm(ISSUE) and member.state == Member.State.ACTIVE,
    }  # fmt: skip


def give(request: HttpRequest, pk: int) -> HttpResponse:
    """One code of a batch, by hand."""
    require(request, "loyalty.view_member")
    member = row_or_404(Member.objects.filter(state=Member.State.ACTIVE), pk)
    form = GiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        to = IssuedFor(
            source=Coupon.Source.STAFF, member_id=member.pk, principal=Principal("staff", staff(request).pk),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
        try:
            issue_coupon(batch=form.cleaned_data["batch"], to=to, zone=programme_of(request).zone, at=now())
        except Refusal as refusal:
            say(request, refusal)
        else:
            messages.success(request, gettext("The coupon is issued. The member sees it in the cabinet."))
            return redirect("admin:loyalty_member_change", pk)
    name = member_name(staff(request), member)
    trail = (
        (_("Members"), site.url_of("loyalty_member_changelist")), (name, site.url_of("loyalty_member_change", pk)),
    )  # fmt: skip
    return site.page(
        request, "campaigns/admin/coupons/give.html", title=_("Give a coupon"), trail=trail, member=member, name=name,
        form=form,
    )  # fmt: skip


def _shown(one: Owned) -> dict[str, object]:
    given = one.given.ru if words.is_russian() else one.given.en
    return {
        "id": one.held.id, "code": one.held.code, "given": given or one.held.name, "state": STATES[one.held.state],
        "source": Coupon.Source(one.source).label, "issued_at": one.held.issued_at, "until": one.held.valid_until,
    }  # fmt: skip


member_panels.add("coupons", MemberPanel(template="campaigns/admin/coupons/panel.html", permission=VIEW, read=_panel))
site.add_page("campaigns/coupons/give/<int:pk>/", give, name="give_coupon", permission=ISSUE)
