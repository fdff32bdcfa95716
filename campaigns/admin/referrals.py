"""Invitations: the list, the story of one, the decision where somebody has to look, and a part of the member's page."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from campaigns.admin.referral_words import points_of, signs_of_words, state_of, why_of
from campaigns.referrals.decide import decide
from campaigns.referrals.mine import mine
from campaigns.referrals.models import Referral
from loyalty.admin.filters import period_of
from loyalty.admin.kit import ReadOnlyAdmin, link, row_or_404, say, short, staff
from loyalty.admin.member_panels import MemberPanel, member_panels
from loyalty.admin.member_words import member_name
from loyalty.admin.principals import people
from loyalty.admin.site import View, require, site
from loyalty.clock import now
from loyalty.members.models import Member
from loyalty.refusals import Refusal

DECIDE = "campaigns.decide_referral"
_WITH = ("referrer", "friend", "order", "shop")


class DecisionForm(forms.Form):
    """What was decided, and why."""

    approve = forms.ChoiceField(
        label=_("Decision"), choices=(("yes", _("Two people: go on")), ("no", _("One person: no reward"))),
        widget=widgets.UnfoldAdminRadioSelectWidget(),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Your colleagues will read it; the member will not."),
    )  # fmt: skip


class ReferralAdmin(ReadOnlyAdmin):
    list_display = ("since", "who", "whom", "state_words", "why_words", "pays", "reward")
    list_filter = ("state", "why", period_of("at"))
    list_select_related = _WITH
    linked_by = ("referrer", "friend")
    search_fields = ("=referrer__pk", "=friend__pk")
    search_help_text = _("Number of the member")
    ordering = ("-pk",)

    @admin.display(description=_("Since"), ordering="pk")
    def since(self, referral: Referral) -> str:
        return short(referral.at)

    @admin.display(description=_("Who invited"))
    def who(self, referral: Any) -> str:
        return member_name(referral.asked_by, referral.referrer)

    @admin.display(description=_("Friend"))
    def whom(self, referral: Any) -> str:
        return member_name(referral.asked_by, referral.friend)

    @admin.display(description=_("State"), ordering="state")
    def state_words(self, referral: Referral) -> SafeString:
        return state_of(referral)

    @admin.display(description=_("Why"))
    def why_words(self, referral: Referral) -> str:
        return why_of(referral) or "—"

    @admin.display(description=_("Points come"), ordering="pays_at")
    def pays(self, referral: Referral) -> str:
        return short(referral.pays_at)

    @admin.display(description=_("Reward"))
    def reward(self, referral: Referral) -> str:
        return points_of(referral) if referral.points else "—"

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> Any:
        """The whole story of one invitation instead of a form."""
        self.require_view(request)
        referral = row_or_404(Referral.objects.select_related(*_WITH), object_id)
        steps = list(referral.steps.order_by("pk"))
        authors = people({step.author_id for step in steps})
        return site.page(
            request, "campaigns/admin/referral.html", title=str(referral), trail=self.above(), referral=referral,
            state=state_of(referral), why=why_of(referral), signs=signs_of_words(referral), points=points_of(referral),
            who=_member(request, referral.referrer), whom=_member(request, referral.friend),
            steps=[(step, state_of(step), why_of(step), authors.get(step.author_id or 0, "")) for step in steps],
            may_decide=referral.state == Referral.State.REVIEW and request.user.has_perm(DECIDE),
            may_see_order=request.user.has_perm("loyalty.view_order"),
        )  # fmt: skip

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Says what will happen, asks for the reason, and decides."""
        require(request, "campaigns.view_referral", DECIDE)
        referral = row_or_404(Referral.objects.select_related(*_WITH), pk)
        form = DecisionForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                decide(
                    referral_id=pk, approve=given["approve"] == "yes", reason=given["reason"], author=staff(request),
                    at=now(),
                )  # fmt: skip
            except Refusal as refusal:
                say(request, refusal)
            else:
                messages.success(request, gettext("Decided. Your reason stays in the story of the invitation."))
            return redirect("admin:campaigns_referral_change", pk)
        trail = (*self.above(), (str(referral), site.url_of("campaigns_referral_change", pk)))
        return site.page(
            request, "campaigns/admin/decide_referral.html", title=_("Decide"), trail=trail, form=form,
            referral=referral, signs=signs_of_words(referral), points=points_of(referral),
            possible=referral.state == Referral.State.REVIEW, who=_member(request, referral.referrer),
            whom=_member(request, referral.friend),
        )  # fmt: skip

    def add_urls(self) -> list[tuple[str, View, str]]:
        return [("<int:pk>/decide/", self.decide, "decide_referral")]


def _member(request: HttpRequest, member: Member) -> SafeString | str:
    name = member_name(staff(request), member)
    return (
        link(name, "admin:loyalty_member_change", member.pk) if request.user.has_perm("loyalty.view_member") else name
    )


def _panel(request: HttpRequest, member: Member) -> dict[str, Any]:
    """Whom the member invited, and who invited them."""
    own = mine(member_id=member.pk)
    came = Referral.objects.select_related("referrer").filter(friend_id=member.pk).first()
    invited = ngettext("{count} friend invited", "{count} friends invited", own.invited).format(count=own.invited)
    return {
        "own": own, "came": came, "invited": invited,
        "came_state": state_of(came) if came else "", "came_why": why_of(came) if came else "",
        "referrer": _member(request, came.referrer) if came else "",
    }  # fmt: skip


site.register(Referral, ReferralAdmin)
member_panels.add(
    "referrals",
    MemberPanel(template="campaigns/admin/member_referrals.html", permission="campaigns.view_referral", read=_panel),
)
