"""The journal of acts: who did what to which object, when, from where and why."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.paginator import InfinitePaginator

from loyalty.admin.filters import PeriodFilter
from loyalty.admin.journal_names import names_of
from loyalty.admin.journal_own import of_own_shop
from loyalty.admin.journal_words import act_of, actor_of, changes_of, object_of
from loyalty.admin.kit import ReadOnlyAdmin, only_own_shop, pill, row_or_404, short
from loyalty.admin.site import site
from loyalty.admin.staff_words import person
from loyalty.audit.acts import ACTS, OBJECTS
from loyalty.audit.models import AuditEvent
from loyalty.staff.models import User

TONES = {
    "added": "good", "changed": "info", "deleted": "bad", "sign_in_failed": "warn", "blocked": "bad", "frozen": "bad",
    "unmasked": "warn", "exported": "warn", "discarded": "bad",
}  # fmt: skip


class ActFilter(admin.SimpleListFilter):
    title = _("What")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, words) for code, words in ACTS]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(act=self.value()) if self.value() in ACTS else queryset


class ObjectFilter(admin.SimpleListFilter):
    title = _("Object")
    parameter_name = "object_kind__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, words) for code, words in OBJECTS]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(object_kind=self.value()) if self.value() in OBJECTS else queryset


class StaffFilter(admin.SimpleListFilter):
    """Who, among employees."""

    title = _("Employee")
    parameter_name = "employee"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        people = only_own_shop(request, User.objects.order_by("first_name", "last_name", "username"), "shop")
        return [(str(user.pk), person(user)) for user in people]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = self.value() or ""
        return queryset.filter(principal="staff", principal_id=int(chosen)) if chosen.isdecimal() else queryset


class JournalAdmin(ReadOnlyAdmin):
    """The newest first; pages without counting them all."""

    paginator = InfinitePaginator
    list_display = ("when", "who", "what", "about", "where", "reason")
    list_display_links = ("when",)
    linked_by = ("object_kind", "object_id")
    list_filter = (PeriodFilter, ActFilter, ObjectFilter, StaffFilter, "principal")
    search_fields = ("object_name", "request_id", "=ip")
    search_help_text = _("Name of an object, request or IP address")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return of_own_shop(request, super().get_queryset(request))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Rows with the names they mention, read for all of them together."""
        changes = super().get_changelist_instance(request)
        names = names_of(changes.result_list)
        for event in changes.result_list:
            event.names = names
        return changes

    @admin.display(description=_("When"), ordering="id")
    def when(self, event: AuditEvent) -> str:
        return short(event.at)

    @admin.display(description=_("Who"))
    def who(self, event: Any) -> str:
        return actor_of(event, event.names)

    @admin.display(description=_("What"))
    def what(self, event: AuditEvent) -> SafeString:
        return pill(act_of(event), TONES.get(event.act, ""))

    @admin.display(description=_("Object"))
    def about(self, event: Any) -> str | SafeString:
        return object_of(event, event.names).as_link()

    @admin.display(description=_("From where"))
    def where(self, event: AuditEvent) -> str:
        return event.ip or "—"

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> Any:
        """One act: everything about it, and what differs before and after."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        event = row_or_404(self.get_queryset(request), object_id)
        names = names_of([event])
        about = object_of(event, names)
        return site.page(
            request, "loyalty/admin/journal/event.html", trail=self.above(),
            title=f"{about.kind} {about.name}: {act_of(event)}",
            event=event, who=actor_of(event, names), what=self.what(event), about=about.as_link(),
            changes=changes_of(event),
        )  # fmt: skip


site.register(AuditEvent, JournalAdmin)
