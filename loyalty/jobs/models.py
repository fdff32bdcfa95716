"""Runs of due jobs: one row per job and period."""

from django.db import models


class JobRun(models.Model):
    """A period of a job: claimed, run and finished. `attempt` counts claims and is the fence of the last one.

    `took_ms` is how long the run that finished it took.
    """

    job = models.CharField(max_length=64)
    period_key = models.CharField(max_length=32)
    attempt = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    lease_until = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(null=True)
    error_class = models.CharField(max_length=128, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="job_run_period", fields=["job", "period_key"])]
        indexes = [
            models.Index(fields=["lease_until"], name="job_run_open", condition=models.Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.period_key}"


class Sign(models.Model):
    """When a part of the background work was last seen alive, by the database's clock: one row per part."""

    part = models.CharField(max_length=16, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.part
