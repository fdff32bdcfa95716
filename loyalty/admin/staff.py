"""Employees, their roles, and what each role may do by itself."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty import words
from loyalty.admin.fields import ScaledField
from loyalty.admin.kit import StaffAdmin, pill, short
from loyalty.admin.site import site
from loyalty.admin.staff_words import person, role_name
from loyalty.staff.models import RoleLimit, User


class RolesField(forms.ModelMultipleChoiceField[Group]):
    """Roles by the names people use."""

    def label_from_instance(self, obj: Group) -> str:
        return role_name(obj.name)


class UserForm(forms.ModelForm[User]):
    """One form for a new employee and for an old one; the password is set here and never shown."""

    groups = RolesField(
        label=_("Roles"), queryset=Group.objects.order_by("id"), required=False,
        widget=widgets.UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=_("A person may do what any of their roles allows. Without a role there is only the first page."),
    )  # fmt: skip
    new_password = forms.CharField(
        label=_("New password"), required=False, strip=False,
        widget=widgets.UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Empty: the password stays as it is."),
    )  # fmt: skip

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active", "groups", "shop", "member")
        labels = {"username": _("Login")}
        help_texts = {
            "username": _("What the person types to sign in. Letters, digits and @ . + - _"),
            "is_active": _(
                "Off: the person cannot sign in. Switch off instead of deleting: what they did keeps their name."
            ),
            "shop": _("Empty: every shop. A cashier lead sees the orders of one shop only."),
        }

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        elif self.instance.pk is None:
            raise forms.ValidationError(_("A new employee needs a password for the first sign-in."))
        return password


class UserAdmin(StaffAdmin):
    form = UserForm
    list_display = ("name", "username", "roles", "shop", "state", "signed_in")
    list_select_related = ("shop",)
    list_filter = ("is_active", "shop")
    search_fields = ("username", "first_name", "last_name", "email")
    search_help_text = _("Name, login or e-mail")
    autocomplete_fields = ("member", "shop")
    ordering = ("first_name", "last_name", "username")
    fieldsets = (
        (_("Person"), {"fields": ("first_name", "last_name", "email", "member")}),
        (_("Sign-in"), {"fields": ("username", "new_password", "is_active")}),
        (_("Work"), {"fields": ("groups", "shop")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """A superuser is not an employee of the retailer: only another one may see and change them."""
        rows = super().get_queryset(request).prefetch_related("groups")
        return rows if request.user.is_superuser else rows.filter(is_superuser=False)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.is_staff = True
        password = form.cleaned_data.get("new_password")
        if password:
            obj.set_password(password)
            if change:
                obj.save(update_fields=["password"])
        super().save_model(request, obj, form, change)
        if password and obj == request.user:
            update_session_auth_hash(request, obj)

    @admin.display(description=_("Employee"), ordering="first_name")
    def name(self, user: User) -> str:
        return person(user)

    @admin.display(description=_("Roles"))
    def roles(self, user: User) -> str:
        names = [role_name(group.name) for group in user.groups.all()]
        return ", ".join([gettext("administrator"), *names] if user.is_superuser else names) or "—"

    @admin.display(description=_("Last sign-in"), ordering="last_login")
    def signed_in(self, user: User) -> str:
        return short(user.last_login)

    @admin.display(description=_("State"), ordering="is_active")
    def state(self, user: User) -> str:
        return pill(gettext("works"), "good") if user.is_active else pill(gettext("cannot sign in"))


class RoleLimitForm(forms.ModelForm[RoleLimit]):
    campaign_kopecks = ScaledField(
        label=_("Campaigns, roubles a month"), scale=2, suffix="₽", required=False,
        help_text=_("The most that all campaigns one employee has started may cost in a month. Empty: no limit."),
    )  # fmt: skip

    class Meta:
        model = RoleLimit
        fields = ("adjustment_points", "adjustment_points_per_day", "campaign_kopecks")

    def clean(self) -> dict[str, Any]:
        """The table refuses the same, in words of its own."""
        cleaned = super().clean() or {}
        one, day = cleaned.get("adjustment_points"), cleaned.get("adjustment_points_per_day")
        if one is not None and day is not None and day < one:
            self.add_error("adjustment_points_per_day", _("A day must allow at least as much as one adjustment."))
        return cleaned


class RoleLimitAdmin(StaffAdmin):
    form = RoleLimitForm
    list_display = ("role", "people", "one", "day", "campaigns")
    list_display_links = ("role",)
    fields = ("role", "adjustment_points", "adjustment_points_per_day", "campaign_kopecks")
    readonly_fields = ("role",)
    ordering = ("group_id",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("group").annotate(_people=Count("group__user"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("Role"))
    def role(self, limit: RoleLimit) -> str:
        return role_name(limit.group.name)

    @admin.display(description=_("Employees"))
    def people(self, limit: Any) -> int:
        count: int = limit._people  # noqa: SLF001  the queryset's own annotation
        return count

    @admin.display(description=_("Largest adjustment"))
    def one(self, limit: RoleLimit) -> str:
        return words.number(limit.adjustment_points) if limit.adjustment_points else gettext("cannot adjust")

    @admin.display(description=_("A day"))
    def day(self, limit: RoleLimit) -> str:
        return words.number(limit.adjustment_points_per_day) if limit.adjustment_points_per_day else "—"

    @admin.display(description=_("Campaigns, a month"))
    def campaigns(self, limit: RoleLimit) -> str:
        if limit.campaign_kopecks is None:
            return gettext("no limit")
        return words.roubles(limit.campaign_kopecks) if limit.campaign_kopecks else gettext("starts none")


site.register(User, UserAdmin)
site.register(RoleLimit, RoleLimitAdmin)
