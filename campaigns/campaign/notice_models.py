"""What owners are told of by message."""

from django.conf import settings
from django.db import models


class OwnerNotice(models.Model):
    """An owner is to hear of a version that can cost more than its author starts alone, with nobody to check it. Kept
    with the publication and claimed by `lease_until`, so that it is told once; one without `sent_at` waits for its
    next try."""

    version = models.ForeignKey("campaigns.CampaignVersion", on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()
    lease_until = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="owner_notice_once", fields=["version", "reader"])]
        indexes = [models.Index(fields=["lease_until"], name="owner_notice_due", condition=models.Q(sent_at=None))]

    def __str__(self) -> str:
        return f"{self.version_id} {self.reader_id}"
