"""Shops, their groups, and the integrations through which tills and web shops speak to us."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework_api_key.models import AbstractAPIKey, APIKeyManager

from loyalty.clock import ClockTimestamp


class ShopGroup(models.Model):
    """Shops that take each other's goods back."""

    name = models.CharField(_("Name"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("shop group")
        verbose_name_plural = _("shop groups")

    def __str__(self) -> str:
        return self.name


class Shop(models.Model):
    """A place of sale; hours and dates of its carts are read in its own time zone."""

    code = models.SlugField(_("Code"), max_length=64, unique=True)
    name = models.CharField(_("Name"), max_length=100)
    timezone = models.CharField(_("Time zone"), max_length=64, default="Europe/Moscow")
    group = models.ForeignKey(
        ShopGroup, verbose_name=_("Shop group"), on_delete=models.PROTECT, null=True, blank=True, related_name="shops"
    )
    placed_days = models.PositiveSmallIntegerField(
        _("Days a placed order is held"),
        default=7,
        help_text=_("A web order not completed within these days is cancelled and its points are freed."),
    )
    is_active = models.BooleanField(_("Works"), default=True)

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        constraints = [
            models.CheckConstraint(name="shop_placed_days", condition=models.Q(placed_days__gte=1, placed_days__lte=90))
        ]

    def __str__(self) -> str:
        return self.name


class Scope(models.TextChoices):
    """What a key may do; a call names the one it needs."""

    QUOTES = "quotes", _("price carts")
    PREVIEW = "preview", _("price carts at another instant")
    ORDERS = "orders", _("create, complete and cancel orders")
    RETURNS = "returns", _("take goods back")
    RETURNS_GROUP = "returns.group", _("take back goods sold by other shops of the group")
    MEMBERS = "members", _("find members, read balance and history")
    ENROL = "enrol", _("enrol members")
    ADJUST = "adjust", _("adjust points")
    EVENTS = "events", _("send events")
    COUPONS = "coupons", _("check, reserve and release coupons")
    CERTIFICATES = "certificates", _("check certificates and take money from them")
    CERTIFICATES_ISSUE = "certificates.issue", _("activate, top up and block certificates")
    CAMPAIGNS = "campaigns", _("edit, publish and stop campaigns")
    SEGMENTS = "segments", _("put members on lists and take them off")


class Integration(models.Model):
    """A till system or a web shop of one shop: the client of idempotency keys and the owner of API keys."""

    shop = models.ForeignKey(Shop, verbose_name=_("Shop"), on_delete=models.PROTECT, related_name="integrations")
    name = models.CharField(_("Name"), max_length=100)
    adjustment_points = models.PositiveBigIntegerField(
        _("Largest adjustment, points"), default=0, help_text=_("0 means this integration cannot adjust points.")
    )
    adjustment_points_per_day = models.PositiveBigIntegerField(_("Adjustments per day, points"), default=0)
    created_at = models.DateTimeField(_("Created"), db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("integration")
        verbose_name_plural = _("integrations")
        constraints = [models.UniqueConstraint(name="integration_name_in_shop", fields=["shop", "name"])]

    def __str__(self) -> str:
        return f"{self.shop} · {self.name}"


class ApiKey(AbstractAPIKey):
    """A hashed key of an integration; the secret is shown once. Several may be valid at a time: keys can be rotated."""

    integration = models.ForeignKey(
        Integration, verbose_name=_("Integration"), on_delete=models.PROTECT, related_name="keys"
    )
    scopes = ArrayField(models.CharField(max_length=32, choices=Scope.choices), verbose_name=_("Allowed"))
    last_used_on = models.DateField(_("Last used"), null=True, editable=False)
    requests_per_second = models.PositiveIntegerField(
        _("Requests per second"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
        help_text=_("Empty: what is usual for tills."),
    )
    enrolments_per_hour = models.PositiveIntegerField(
        _("New members per hour"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
        help_text=_("Empty: what is usual for tills."),
    )

    objects: ClassVar[APIKeyManager] = APIKeyManager()

    class Meta(AbstractAPIKey.Meta):
        verbose_name = _("API key")  # type: ignore[assignment]  # the library says str, Django takes lazy words
        verbose_name_plural = _("API keys")  # type: ignore[assignment]
