"""The list of members. Each row leads to the member's one page."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from loyalty.admin import member_actions
from loyalty.admin.filters import period_of
from loyalty.admin.kit import ReadOnlyAdmin, row_or_404, short
from loyalty.admin.member_page import member_context
from loyalty.admin.member_search import members_by_order, members_known_by, named
from loyalty.admin.member_words import member_name, state_pill
from loyalty.admin.site import View, site
from loyalty.clock import now
from loyalty.ledger.statement import NotACursor
from loyalty.members.models import Member


class MemberAdmin(ReadOnlyAdmin):
    list_display = ("name", "contacts", "state_words", "joined", "shop")
    list_filter = ("state", period_of("joined_at"), "shop")
    list_select_related = ("shop",)
    search_fields = ("pk",)
    search_help_text = _("Phone, card, e-mail, name or order number")
    ordering = ("-joined_at",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("identities")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        known = members_known_by(term) or members_by_order(term)
        return queryset.filter(Q(pk__in=known) if known else named(term)), False

    @admin.display(description=_("Member"), ordering="first_name")
    def name(self, member: Any) -> str:
        return member_name(member.asked_by, member)

    @admin.display(description=_("Contacts"))
    def contacts(self, member: Member) -> str:
        return ", ".join(identity.masked for identity in member.identities.all()) or "—"

    @admin.display(description=_("Joined"), ordering="joined_at")
    def joined(self, member: Member) -> str:
        return short(member.joined_at)

    @admin.display(description=_("State"), ordering="state")
    def state_words(self, member: Member) -> SafeString:
        return state_pill(member.state)

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> Any:
        """The whole story of one person instead of a form."""
        self.require_view(request)
        member = row_or_404(Member.objects.select_related("shop"), object_id)
        try:
            context = member_context(request, member, at=now(), cursor=request.GET.get("before"))
        except NotACursor as error:
            raise Http404 from error
        return site.page(
            request, "loyalty/admin/members/member.html", title=context["name"], trail=self.above(), **context
        )

    def add_urls(self) -> list[tuple[str, View, str]]:
        return [
            ("<int:pk>/adjust/", member_actions.adjust, "adjust_points"),
            ("<int:pk>/block/", member_actions.block_or_unblock, "block_member"),
            ("<int:pk>/contacts/", member_actions.unmask, "unmask_member"),
        ]


site.register(Member, MemberAdmin)
