"""Categories and products. Cost and minimum price are entered in roubles and kept in kopecks."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from loyalty import words
from loyalty.admin.fields import AttributesField, RoublesField
from loyalty.admin.kit import StaffAdmin, refusal_words
from loyalty.admin.site import site
from loyalty.audit.actor import current_actor
from loyalty.catalogue.described import change_of, change_of_path, describe, described
from loyalty.catalogue.guards import Change, Objection, objections
from loyalty.catalogue.models import Category, Product
from loyalty.refusals import Refusal
from loyalty.staff.models import User


class CategoryForm(forms.ModelForm[Category]):
    class Meta:
        model = Category
        fields = ("code", "name", "parent")

    def clean_parent(self) -> Category | None:
        """A tree has no circles; the walk up is as long as the tree is deep."""
        parent: Category | None = self.cleaned_data["parent"]
        above = parent
        while above is not None:
            if above.pk == self.instance.pk:
                raise forms.ValidationError(_("A category cannot be inside itself. Choose another one."))
            above = above.parent
        return parent

    def clean(self) -> dict[str, Any]:
        """Whoever keeps the tree may not be the one who may start what depends on it."""
        cleaned = super().clean() or {}
        objects = None if self.errors else objections(_author())
        if objects is not None:
            code, parent = cleaned["code"], cleaned["parent"]
            before = self.instance.path if self.instance.pk else [code]  # what a cart calls an unknown one
            _ask(self, objects, change_of_path(before, [*(parent.path if parent else ()), code]))
        return cleaned


class CategoryAdmin(StaffAdmin):
    form = CategoryForm
    list_display = ("name", "code", "parent")
    list_select_related = ("parent",)
    search_fields = ("name", "code")
    autocomplete_fields = ("parent",)
    ordering = ("name",)
    deletable = True


class ProductForm(forms.ModelForm[Product]):
    cost_kopecks = RoublesField(
        label=_("Cost"), required=False,
        help_text=_("What you pay for a piece or a kilogram. Only reports read it."),
    )  # fmt: skip
    min_price_kopecks = RoublesField(
        label=_("Minimum price"), required=False,
        help_text=_("For a piece or a kilogram. Discounts and points never take the price below it."),
    )  # fmt: skip
    attributes = AttributesField(
        label=_("Attributes"), required=False, help_text=_("One a line, for example “size: L”."),
    )  # fmt: skip

    class Meta:
        model = Product
        fields = (
            "sku", "name", "category", "brand", "cost_kopecks", "min_price_kopecks", "is_weighed", "is_certificate",
            "attributes",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """As of categories. Under another SKU the goods of the old one are unknown, and those of the new one known."""
        cleaned = super().clean() or {}
        objects = None if self.errors else objections(_author())
        if objects is not None:
            known = self.instance.pk is not None
            before = described(sku=self.initial["sku"]) if known else None
            collections = self.instance.collections.values_list("code", flat=True) if known else ()
            after = describe(product=Product(**cleaned), collections=collections)
            if before is not None and before.sku != after.sku:
                _ask(self, objects, change_of(before, None), change_of(None, after))
            else:
                _ask(self, objects, change_of(before, after))
        return cleaned


def _author() -> User | None:
    return User.objects.filter(pk=current_actor().id or 0).first()


def _ask(form: forms.ModelForm[Any], objects: Objection, *changes: Change) -> None:
    """Says in the form what stands in the way."""
    try:
        for change in changes:
            objects(change)
    except Refusal as refusal:
        form.add_error(None, refusal_words(refusal))


class FloorFilter(admin.SimpleListFilter):
    """Products by whether they have a minimum price."""

    title = _("Minimum price")
    parameter_name = "floor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("set")), ("no", _("not set"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset if not self.value() else queryset.filter(min_price_kopecks__isnull=self.value() == "no")


class ProductAdmin(StaffAdmin):
    form = ProductForm
    list_display = ("name", "sku", "category", "brand", "cost", "min_price")
    list_select_related = ("category",)
    list_filter = (FloorFilter, "is_weighed", "is_certificate")
    search_fields = ("name", "sku", "brand", "category__name")
    search_help_text = _("Name, SKU, brand or category")
    autocomplete_fields = ("category",)
    ordering = ("name", "sku")
    deletable = True
    fieldsets = (
        (None, {"fields": ("sku", "name", "category", "brand")}),
        (_("Money"), {"fields": ("cost_kopecks", "min_price_kopecks")}),
        (_("Kind of goods"), {"fields": ("is_weighed", "is_certificate", "attributes")}),
    )

    @admin.display(description=_("Cost"), ordering="cost_kopecks", empty_value="—")
    def cost(self, product: Product) -> str | None:
        return None if product.cost_kopecks is None else words.roubles(product.cost_kopecks, exact=True)

    @admin.display(description=_("Minimum price"), ordering="min_price_kopecks", empty_value="—")
    def min_price(self, product: Product) -> str | None:
        return None if product.min_price_kopecks is None else words.roubles(product.min_price_kopecks, exact=True)


site.register(Category, CategoryAdmin)
site.register(Product, ProductAdmin)
