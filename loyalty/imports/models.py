"""How far an import has come."""

from django.db import models

from loyalty.clock import ClockTimestamp


class ImportRun(models.Model):
    """One file taken in, in one way. Saved in the transaction of each batch: a run that broke off goes on from there.

    `fingerprint` hashes the file and the options that change what it means; `rows_done` of its rows are behind us, and
    `rejects_bytes` of the reject file were written for them. `counts` is the report so far.
    """

    fingerprint = models.BinaryField(max_length=32, unique=True)
    source = models.CharField(max_length=255)
    options = models.JSONField(default=dict)
    rows_done = models.BigIntegerField(default=0)
    rejects_bytes = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    reached_at = models.DateTimeField(null=True, help_text="The instant a replay has come to.")
    started_at = models.DateTimeField(db_default=ClockTimestamp())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="import_run_nonneg", condition=models.Q(rows_done__gte=0, rejects_bytes__gte=0))
        ]

    def __str__(self) -> str:
        return self.source
