"""The staff's site: our pages and nothing else, in the programme's time zone."""

from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from loyalty.admin.sign_in import SignInForm, slowed_down
from loyalty.admin.sign_ins import remember_sign_in
from loyalty.clock import now
from loyalty.instance.degradations import degradations
from loyalty.program.current import program
from loyalty.program.settings import Programme
from loyalty.staff.models import User

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite as UnfoldAdminSite
else:
    from unfold.sites import UnfoldAdminSite

View = Callable[..., HttpResponseBase]
Trail = Sequence[tuple[object, str]]  # words and addresses


class StaffSite(UnfoldAdminSite):
    """Areas register their lists here and add their own pages; the first page is whatever `overview` sets."""

    empty_value_display = "—"
    login_form = SignInForm

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._pages: list[URLPattern] = []
        self.overview: View | None = None

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page shows times of the programme's zone; it is rendered here because Django renders after the view,
        when the zone would be gone (and the zone must not leak into the next request of this thread)."""

        @wraps(view)
        def in_programme_time(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            _speak(request)
            with timezone.override(programme_of(request).zone):
                response: HttpResponseBase = view(request, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                    response.render()
                return response

        return super().admin_view(in_programme_time, cacheable)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Counted when it is looked at: every page is given it, hardly any reads it, and it took a ninth of a page."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Every page of the staff tells what is degraded (templates/admin/base.html). Seven small queries."""
        context: dict[str, Any] = super().each_context(request)
        if request.user.is_authenticated:
            context["degradations"] = degradations(at=now())
        return context

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        _speak(request)
        answer = slowed_down(super().login(request, extra_context))
        if request.method == "POST":
            remember_sign_in(request)
        return answer

    def add_page(self, route: str, view: View, *, name: str, permission: str) -> None:
        """Put a page of ours at `route` for those who have `permission` (403 for other staff)."""

        @wraps(view)
        def permitted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require(request, permission)
            return view(request, *args, **kwargs)

        self._pages.append(path(route, self.admin_view(permitted), name=name))

    def extra_urls(self) -> list[URLPattern]:
        return self._pages

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        assert self.overview is not None
        return self.overview(request)

    def app_index(self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None) -> Any:
        """A list of tables is nobody's work: back to the first page."""
        return redirect("admin:index")

    def page(
        self, request: HttpRequest, template: str, *, title: object, trail: Trail = (), **context: Any
    ) -> HttpResponse:
        """A page of ours in the site's frame; `trail` are the pages above it, for the header."""
        request.trail = trail  # type: ignore[attr-defined]  # read by the header's template
        request.current_app = self.name
        return TemplateResponse(request, template, {**self.each_context(request), "title": title, **context})

    def url_of(self, name: str, *args: object) -> str:
        """The address of a page of the site."""
        return reverse(f"{self.name}:{name}", args=args)


def _speak(request: HttpRequest) -> None:
    """The language the person chose, else the installation's: that of a browser is nobody's choice. A new choice is
    remembered: one query."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    translation.activate(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
    request.LANGUAGE_CODE = translation.get_language()
    user = request.user
    if chosen in dict(settings.LANGUAGES) and isinstance(user, User) and user.language != chosen:
        User.objects.filter(pk=user.pk).update(language=chosen)  # messages to them speak it, too


def require(request: HttpRequest, *permissions: str) -> None:
    """403 for employees who lack any of these permissions."""
    if not all(map(request.user.has_perm, permissions)):
        raise PermissionDenied


def programme_of(request: HttpRequest) -> Programme:
    """The programme, read once per request."""
    if not hasattr(request, "programme"):
        request.programme = program()  # type: ignore[attr-defined]
    programme: Programme = request.programme  # type: ignore[attr-defined]
    return programme


site = StaffSite()
