"""Shops, their groups, and the tills with their keys. A key's secret is shown once, in answer to its issue."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty.admin.fields import time_zones
from loyalty.admin.kit import StaffAdmin, only_own_shop, pill, row_or_404
from loyalty.admin.site import Trail, View, require, site
from loyalty.shops.issue_key import issue_key
from loyalty.shops.models import ApiKey, Integration, Scope, Shop, ShopGroup
from loyalty.shops.revoke_key import revoke_key


class ShopForm(forms.ModelForm[Shop]):
    timezone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zones, widget=widgets.UnfoldAdminSelectWidget(), initial="Europe/Moscow",
        help_text=_("Hours and weekdays of offers are read by the shop's own clock."),
    )  # fmt: skip

    class Meta:
        model = Shop
        fields = ("name", "code", "timezone", "group", "placed_days", "is_active")
        help_texts = {
            "code": _("Latin letters, digits and dashes. Tills and reports name the shop by it, so it never changes."),
            "group": _("Shops of one group take each other's goods back."),
            "is_active": _("Off: keys of this shop are refused."),
        }

    def clean_placed_days(self) -> int:
        """The table refuses the rest, in words of its own."""
        days: int = self.cleaned_data["placed_days"]
        if not 1 <= days <= 90:
            raise forms.ValidationError(_("From 1 to 90 days."))
        return days


class ShopAdmin(StaffAdmin):
    form = ShopForm
    list_display = ("name", "code", "group", "zone", "works", "tills")
    list_select_related = ("group",)
    list_filter = ("is_active", "group")
    search_fields = ("name", "code")
    search_help_text = _("Name or code")
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return only_own_shop(request, super().get_queryset(request), "id").annotate(_tills=Count("integrations"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    @admin.display(description=_("Time zone"), ordering="timezone")
    def zone(self, shop: Shop) -> str:
        return shop.timezone.replace("_", " ")

    @admin.display(description=_("State"), ordering="is_active")
    def works(self, shop: Shop) -> str:
        return pill(gettext("works"), "good") if shop.is_active else pill(gettext("closed"))

    @admin.display(description=_("Tills and web shops"), ordering="_tills")
    def tills(self, shop: Any) -> int:
        count: int = shop._tills  # noqa: SLF001  the queryset's own annotation
        return count


class ShopGroupAdmin(StaffAdmin):
    list_display = ("name", "members")
    search_fields = ("name",)
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("shops")

    @admin.display(description=_("Shops"))
    def members(self, group: ShopGroup) -> str:
        return ", ".join(shop.name for shop in group.shops.all())


class IntegrationForm(forms.ModelForm[Integration]):
    class Meta:
        model = Integration
        fields = ("shop", "name", "adjustment_points", "adjustment_points_per_day")
        help_texts = {"name": _("What it is, for example “Tills” or “Web shop”.")}


class KeyForm(forms.Form):
    """What a new key is called and may do."""

    name = forms.CharField(
        label=_("Name"), max_length=50, widget=widgets.UnfoldAdminTextInputWidget(),
        help_text=_("Who will hold it, for example “Till 3”. You will know by it which key to revoke."),
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=_("Allowed"), choices=Scope.choices, widget=widgets.UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=_("Give only what is needed: a till usually prices carts, makes orders and takes goods back."),
        error_messages={"required": _("Choose at least one thing the key may do.")},
    )  # fmt: skip
    expires = forms.DateTimeField(
        label=_("Works until"), required=False, help_text=_("Empty: until it is revoked."),
        widget=widgets.UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"}),
    )  # fmt: skip

    requests_per_second = forms.IntegerField(
        label=_("Requests per second"), required=False, min_value=1, max_value=10_000,
        widget=widgets.UnfoldAdminIntegerFieldWidget(),
        help_text=_("Empty: what is usual for tills. The proxy before the product has a limit of its own."),
    )  # fmt: skip
    enrolments_per_hour = forms.IntegerField(
        label=_("New members per hour"), required=False, min_value=1, max_value=10_000,
        widget=widgets.UnfoldAdminIntegerFieldWidget(), help_text=_("Empty: what is usual for tills."),
    )  # fmt: skip

    def __init__(self, *args: Any, integration: Integration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._integration = integration

    def clean_name(self) -> str:
        """A page sent twice must not make a second key."""
        name: str = self.cleaned_data["name"]
        if ApiKey.objects.filter(integration=self._integration, name=name, revoked=False).exists():
            raise forms.ValidationError(
                _("There is a working key of this name. Choose another one, or revoke that key.")
            )
        return name


class IntegrationAdmin(StaffAdmin):
    form = IntegrationForm
    list_display = ("shop", "name", "working_keys", "limit")
    list_display_links = ("shop", "name")
    list_select_related = ("shop",)
    list_filter = ("shop",)
    search_fields = ("name", "shop__name")
    search_help_text = _("Name or shop")
    ordering = ("shop__name", "name")
    change_form_outer_after_template = "loyalty/admin/shops/keys.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).annotate(_keys=Count("keys", filter=Q(keys__revoked=False)))
        return only_own_shop(request, rows, "shop")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("shop",) if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Whoever is bound to a shop opens no till in another one."""
        if db_field.name == "shop":
            kwargs["queryset"] = only_own_shop(request, Shop.objects.order_by("name"), "id")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("Working keys"), ordering="_keys")
    def working_keys(self, integration: Any) -> int:
        count: int = integration._keys  # noqa: SLF001  the queryset's own annotation
        return count

    @admin.display(description=_("Largest adjustment, points"), ordering="adjustment_points")
    def limit(self, integration: Integration) -> str:
        return str(integration.adjustment_points) if integration.adjustment_points else gettext("cannot adjust")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        integration = row_or_404(self.get_queryset(request), unquote(object_id))
        keys = ApiKey.objects.filter(integration=integration).order_by("revoked", "-created")
        context = {
            "keys": [(key, [Scope(scope).label for scope in key.scopes]) for key in keys],
            "integration_id": integration.pk,
            "may_issue": request.user.has_perm("loyalty.add_apikey"),
            "may_see_journal": request.user.has_perm("loyalty.view_auditevent"),
            "may_revoke": request.user.has_perm("loyalty.change_apikey"),
        }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def add_urls(self) -> list[tuple[str, View, str]]:
        return [
            ("<int:pk>/keys/issue/", self.issue, "issue_key"),
            ("<int:pk>/keys/<slug:prefix>/revoke/", self.revoke, "revoke_key"),
        ]

    def issue(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks for a name and scopes; the answer to the POST is the only page that ever shows the secret."""
        integration = self._integration(request, pk, "loyalty.add_apikey")
        form = KeyForm(request.POST or None, integration=integration)
        if request.method == "POST" and form.is_valid():
            _key, secret = issue_key(
                integration=integration, scopes=form.cleaned_data["scopes"], name=form.cleaned_data["name"],
                expires_at=form.cleaned_data["expires"],
                requests_per_second=form.cleaned_data["requests_per_second"],
                enrolments_per_hour=form.cleaned_data["enrolments_per_hour"],
            )  # fmt: skip
            return site.page(
                request, "loyalty/admin/shops/key_issued.html", title=_("The key is ready"),
                trail=self._trail(integration), secret=secret, integration=integration, name=form.cleaned_data["name"],
            )  # fmt: skip
        return site.page(
            request,
            "loyalty/admin/shops/key_form.html",
            title=_("New key"),
            trail=self._trail(integration),
            form=form,
            integration=integration,
        )

    def revoke(self, request: HttpRequest, pk: int, prefix: str) -> HttpResponse:
        integration = self._integration(request, pk, "loyalty.change_apikey")
        key = get_object_or_404(ApiKey, integration=integration, prefix=prefix)
        if request.method == "POST":
            revoke_key(prefix=key.prefix)
            messages.success(request, gettext("The key “{name}” no longer works.").format(name=key.name))
            return redirect("admin:loyalty_integration_change", pk)
        return site.page(
            request,
            "loyalty/admin/shops/key_revoke.html",
            title=_("Revoke a key"),
            trail=self._trail(integration),
            key=key,
            integration=integration,
        )

    def _trail(self, integration: Integration) -> Trail:
        return (*self.above(), (integration, site.url_of("loyalty_integration_change", integration.pk)))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """What comes next is its key."""
        super().response_add(request, obj, post_url_continue)
        return redirect("admin:loyalty_integration_change", obj.pk)

    def _integration(self, request: HttpRequest, pk: int, permission: str) -> Integration:
        require(request, permission)
        integration: Integration = get_object_or_404(self.get_queryset(request).select_related("shop"), pk=pk)
        return integration


site.register(Shop, ShopAdmin)
site.register(ShopGroup, ShopGroupAdmin)
site.register(Integration, IntegrationAdmin)
