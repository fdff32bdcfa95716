"""What the lists of every area share: careful saving, no deleting, pills, links."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib import messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from loyalty.admin.journal_links import BY_HAND, journal_of, kind_of
from loyalty.admin.paginator import BoundedPaginator
from loyalty.admin.searched_choice import SearchedChoice
from loyalty.admin.site import Trail, View, require, site
from loyalty.audit.acts import ADDED, CHANGED, DELETED
from loyalty.audit.record import record
from loyalty.refusals import Refusal, Words
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
    "only_own_shop",
    "pill",
    "refusal_words",
    "row_or_404",
    "say",
    "short",
    "staff",
]


_FILTER_LOOKUPS = ("", "__exact", "__isnull", "__id__exact")


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
    empty_text: Words = ""  # what would stand in the list
    empty_start: tuple[Words, str, str] | None = None  # how to start: a label, a page, the permission for it
    linked_by: tuple[str, ...] = ()  # columns by which other pages link to a part of the list

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Only what the person changed: the whole row would write old values over what others changed meanwhile."""
        if not change:
            obj.save()
            self._remember(ADDED, obj, {}, {})
            return
        columns = {field.name: field.attname for field in self.opts.concrete_fields}
        changed = [name for name in form.changed_data if name in columns]
        if changed:
            obj.save(update_fields=changed)
            before = {columns[name]: form.initial.get(name) for name in changed}
            self._remember(CHANGED, obj, before, {column: getattr(obj, column) for column in before})

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._remember(DELETED, obj, {}, {})
        super().delete_model(request, obj)

    def _remember(self, act: str, row: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
        """What people change by hand where no trigger watches: files with a million rows come that way, too."""
        kind = kind_of(row)
        if kind in BY_HAND:
            name = str(row)
            record(act=act, object_kind=kind, object_id=row.pk, object_name=name, before=before, after=after)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The journal of acts is the one place: Django's own log stays empty."""

    log_change = log_addition

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """The same."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The journal of this row, for those who may see both. Others do not even learn whether there is such a row."""
        require(request, "loyalty.view_auditevent")
        self.require_view(request)
        row = self.get_object(request, object_id)
        kind = kind_of(row) if row else None
        if row is None or kind is None:
            raise Http404
        return redirect(journal_of(kind, row.pk))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deletable and super().has_delete_permission(request, obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the list's filters and the links to it ask. Any other would let a person guess, letter by letter,
        at what is masked for them, or run a regular expression of theirs."""
        filters: Iterable[Any] = self.get_list_filter(request)
        own = {getattr(one, "parameter_name", None) for one in filters}
        if lookup in own or lookup.partition("__")[0] not in {"pk", *(field.name for field in self.opts.get_fields())}:
            return super().lookup_allowed(lookup, value, request)  # a filter's own parameter
        columns = [one[0] if isinstance(one, tuple) else one for one in self.get_list_filter(request)]
        asked = {
            f"{name}{way}" for name in (*columns, *self.linked_by) if isinstance(name, str) for way in _FILTER_LOOKUPS
        }
        return lookup in asked and super().lookup_allowed(lookup, value, request)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Rows remember who asks: how much of a name is shown depends on it, and this object is shared by threads."""
        changes: Any = super().get_changelist_instance(request)
        for row in changes.result_list:
            row.asked_by = request.user
        start = self.empty_start
        changes.start = start if start and request.user.has_perm(start[2]) else None
        if not changes.query and not changes.has_active_filters:
            changes.full_result_count = changes.result_count  # everything is shown: no "N results" beside the title
        return changes

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Choosing a shop is not a place to add or change one."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SearchedChoice(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

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
        return (
            (self.opts.verbose_name_plural, site.url_of(f"{self.opts.app_label}_{self.opts.model_name}_changelist")),
        )

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


def row_or_404(rows: models.QuerySet[Any], object_id: object) -> Any:
    """The row of `rows` with this id, as an address gives it. Http404 when there is none or it is no id at all."""
    try:
        number = int(str(object_id))
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(rows, pk=number)


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
    messages.error(request, refusal_words(refusal))


def refusal_words(refusal: Refusal) -> str:
    """The same as sentences."""
    said = [str(part) for part in (refusal.title, refusal.detail, refusal.hint) if part]
    return " ".join(part if part.endswith((".", "?", "…")) else f"{part}." for part in said)


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
