"""What the lists of every area share: careful saving, no deleting, pills, links."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from loyalty.admin.paginator import BoundedPaginator
from loyalty.admin.site import Trail, View, site
from loyalty.refusals import Refusal
from loyalty.staff.models import User

if TYPE_CHECKING:
    from django.contrib import admin

    UnfoldAdmin: TypeAlias = admin.ModelAdmin[Any]
else:
    from unfold.admin import ModelAdmin as UnfoldAdmin

__all__ = [
    "ReadOnlyAdmin",
    "StaffAdmin",
    "link",
    "log",
    "only_own_shop",
    "pill",
    "say",
    "short",
    "staff",
]


class StaffAdmin(UnfoldAdmin):
    """A list and a form for rows that people keep. Nothing is deleted unless an area says so."""

    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    compressed_fields = True
    list_filter_sheet = True
    list_filter_submit = True
    warn_unsaved_form = True
    actions = None
    list_disable_select_all = True
    actions_on_top = False
    deletable = False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Only what the person changed: the whole row would write old values over what others changed meanwhile."""
        if not change:
            obj.save()
            return
        columns = {field.name for field in self.opts.concrete_fields}
        changed = [name for name in form.changed_data if name in columns]
        if changed:
            obj.save(update_fields=changed)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deletable and super().has_delete_permission(request, obj)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Rows remember who asks: how much of a name is shown depends on it, and this object is shared by threads."""
        changes: Any = super().get_changelist_instance(request)
        for row in changes.result_list:
            row.asked_by = request.user
        if not changes.query and not changes.has_active_filters:
            changes.full_result_count = changes.result_count  # everything is shown: no "N results" beside the title
        return changes

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Choosing a shop is not a place to add or change one."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **how: Any) -> HttpResponse:
        """One button: save."""
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **how)

    def require_view(self, request: HttpRequest) -> None:
        """403 for employees who may not see these rows."""
        if not self.has_view_permission(request):
            raise PermissionDenied

    def above(self) -> Trail:
        """The list, for the header of a row's page."""
        return ((self.opts.verbose_name_plural, site.url_of(f"loyalty_{self.opts.model_name}_changelist")),)

    def add_urls(self) -> list[tuple[str, View, str]]:
        """Pages of the area under its list: (route, view, name)."""
        return []

    def get_urls(self) -> list[URLPattern]:
        own = [path(route, self.admin_site.admin_view(view), name=name) for route, view, name in self.add_urls()]
        return [*own, *super().get_urls()]


class ReadOnlyAdmin(StaffAdmin):
    """Rows that only the domain writes."""

    warn_unsaved_form = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def short(moment: datetime | None) -> str:
    """An instant in a list: «21.11.2026 23:08», by the programme's clock."""
    return "—" if moment is None else date_format(localtime(moment), "SHORT_DATETIME_FORMAT")


def pill(text: object, tone: str = "") -> SafeString:
    """A word on a coloured ground; tones: good, warn, bad, info, or none."""
    return format_html('<span class="pill {}">{}</span>', tone, text)


def link(text: object, url_name: str, *args: object) -> SafeString:
    """A link to a page of the site."""
    return format_html('<a class="link" href="{}">{}</a>', reverse(url_name, args=args), text)


def say(request: HttpRequest, refusal: Refusal) -> None:
    """Shows a refusal to the person: the sentence, the detail, and what to do."""
    parts: Iterable[object] = (refusal.title, refusal.detail, refusal.hint)
    messages.error(request, " ".join(str(part) for part in parts if part))


def log(request: HttpRequest, row: Model, message: str) -> None:
    """Writes into the row's history who did what."""
    LogEntry.objects.log_actions(
        user_id=staff(request).pk,
        queryset=[row],
        action_flag=CHANGE,
        change_message=message,
        single_object=True,
    )


def staff(request: HttpRequest) -> User:
    """The employee who asks; the site lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def shop_of(request: HttpRequest) -> int | None:
    """The one shop this employee is bound to; None means every shop."""
    return staff(request).shop_id


def only_own_shop(request: HttpRequest, rows: models.QuerySet[Any], field: str) -> models.QuerySet[Any]:
    """`rows` of the employee's own shop, all rows for those who are not bound to one."""
    shop_id = shop_of(request)
    return rows if shop_id is None else rows.filter(**{field: shop_id})
