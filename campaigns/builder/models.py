"""Carts that a campaign is tried on again at every change, with what they came to when they were saved."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp


class CampaignExample(models.Model):
    """`cart` is a `TriedCart`; `expected` what it came to (`outcome_of`). A member is in it by number alone."""

    campaign = models.ForeignKey(
        "campaigns.Campaign", verbose_name=_("Campaign"), on_delete=models.CASCADE, related_name="examples"
    )
    name = models.CharField(_("Name"), max_length=100)
    cart = models.JSONField()
    expected = models.JSONField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Author"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("Created"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("example cart")
        verbose_name_plural = _("example carts")
        ordering = ["campaign", "pk"]
        constraints = [models.UniqueConstraint(name="campaign_example_name", fields=["campaign", "name"])]

    def __str__(self) -> str:
        return self.name
