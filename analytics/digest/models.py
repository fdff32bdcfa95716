"""Who was written to of which week."""

from django.conf import settings
from django.db import models


class WeeklyMail(models.Model):
    """An employee is to hear of the week that starts at `week`. Claimed by `lease_until`, so that it is told once; one
    without `sent_at` waits for its next try."""

    week = models.DateField()
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lease_until = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="weekly_mail_once", fields=["week", "reader"])]

    def __str__(self) -> str:
        return f"{self.week} {self.reader_id}"
