"""What each campaign has come to, by version and day of the sale."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CampaignResult(models.Model):
    """A sum over completed orders, net of returns; kept by the reaction to their events, made again by `rebuild`.

    `what`: "orders", "discount" (kopecks), the code of a unit (points given, minor steps), or "over" (orders that had
    to go over a budget, because the sale had happened).
    """

    ORDERS, DISCOUNT, OVER = "orders", "discount", "over"

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="results")
    version = models.PositiveIntegerField(_("Version"))
    day = models.DateField()
    what = models.CharField(max_length=16)
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="campaign_result_key", fields=["campaign", "version", "day", "what"])
        ]
        indexes = [models.Index(fields=["-day"], name="campaign_result_over", condition=models.Q(what="over"))]
