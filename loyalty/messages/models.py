"""Reminders that were sent."""

from django.db import models


class Reminder(models.Model):
    """One reminder of points that burn after a day; `days` is 30, 7 or 1. Claimed first, so that nobody gets it twice.

    A claim without `sent_at` was not sent; it may be taken again after `lease_until`.
    """

    member = models.ForeignKey("loyalty.Member", on_delete=models.PROTECT, related_name="+")
    last_day = models.DateField()
    days = models.PositiveSmallIntegerField()
    lease_until = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="reminder_once", fields=["member", "last_day", "days"])]

    def __str__(self) -> str:
        return f"{self.member_id} {self.last_day} {self.days}"
