"""Categories and products. Cost and minimum price are entered in roubles and kept in kopecks."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from loyalty import words
from loyalty.admin.fields import AttributesField, RoublesField
from loyalty.admin.kit import StaffAdmin
from loyalty.admin.site import site
from loyalty.catalogue.models import Category, Product


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
