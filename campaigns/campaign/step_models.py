"""What was done to campaigns besides publishing them."""

from django.conf import settings
from django.db import models

from campaigns.campaign.models import Campaign
from loyalty.clock import ClockTimestamp


class CampaignStep(models.Model):
    """A campaign went from a state to another, and what was said to it; history, append-only. A publication has a
    version for that. Without an author: its dates, or a till's integration."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="steps")
    was = models.CharField(max_length=12)
    to = models.CharField(max_length=12)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500)
    created_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        ordering = ["campaign", "-pk"]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.was} {self.to}"
