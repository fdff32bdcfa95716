"""Exactly once for clients: one key, one effect, one stored answer (RELIABILITY §2.1 I1–I8)."""

from django.db import models
from django.db.models import Q

from loyalty.clock import ClockTimestamp


class IdempotencyRecord(models.Model):
    """A client's key and the answer it got. The answer may be purged after its time; the key and fingerprint stay."""

    client = models.ForeignKey("loyalty.Integration", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=128)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(null=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="idempotency_key", fields=["client", "key"]),
            models.CheckConstraint(
                name="idempotency_key_format", condition=Q(key__regex=r"^[A-Za-z0-9_.:-]{8,128}$")
            ),
        ]
