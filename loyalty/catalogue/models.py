"""Goods as the programme knows them. The catalogue wins over the cart for category and brand."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.Model):
    """A node of the category tree; `code` is what carts and imports name. `path`: codes from the root to it."""

    code = models.CharField(_("Code"), max_length=64, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    parent = models.ForeignKey(
        "self", verbose_name=_("Parent"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = ArrayField(models.CharField(max_length=64), editable=False, db_default=[])  # kept by a trigger

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.CheckConstraint(
                name="category_not_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Collection(models.Model):
    """A named set of goods that campaigns speak of; no matter how many, it is joined when the catalogue is read."""

    code = models.SlugField(_("Code"), max_length=64, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    products = models.ManyToManyField(
        "loyalty.Product", verbose_name=_("Products"), related_name="collections", blank=True
    )

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """A stock-keeping unit. Cost and minimum price (the floor) come from here only: kopecks a piece or kilogram."""

    sku = models.CharField(_("SKU"), max_length=64, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    category = models.ForeignKey(
        Category, verbose_name=_("Category"), on_delete=models.PROTECT, null=True, blank=True, related_name="products"
    )
    brand = models.CharField(_("Brand"), max_length=100, blank=True)
    attributes = models.JSONField(_("Attributes"), default=dict, blank=True)
    cost_kopecks = models.BigIntegerField(_("Cost"), null=True, blank=True)
    min_price_kopecks = models.BigIntegerField(
        _("Minimum price"), null=True, blank=True, help_text=_("Discounts and points never take a line below it.")
    )
    is_weighed = models.BooleanField(_("Sold by weight"), default=False)
    is_certificate = models.BooleanField(
        _("Gift certificate"), default=False, help_text=_("Takes no discounts and cannot be paid with points.")
    )

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes = [  # what forms search by; `catalogue_pickers` asks in these very words, also right after an import
            GinIndex(SearchVector("name", "brand", config="simple"), name="product_words", fastupdate=False),
            models.Index(fields=["brand"], name="product_brand"),
        ]
        permissions = [("import_product", "Can import products"), ("export_product", "Can export products")]
        constraints = [
            models.CheckConstraint(
                name="product_prices_nonneg",
                condition=(models.Q(cost_kopecks__isnull=True) | models.Q(cost_kopecks__gte=0))
                & (models.Q(min_price_kopecks__isnull=True) | models.Q(min_price_kopecks__gte=0)),
            )
        ]

    def __str__(self) -> str:
        return self.name
