"""How far the counting is."""

from django.db import models
from django.db.models import Q


class Rollup(models.Model):
    """One count of the periods (ids) that were due. `done` has the digest of each metric's expression by its code:
    a count that was stopped is gone on with, and a metric that has changed since is counted anew everywhere.

    `seen_at` is the instant up to which all facts are in it; `zone` the programme's zone whose days they are;
    `prices` what the units were worth (kopecks for a step): with another zone or price everything is counted anew.
    """

    seen_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    prices = models.JSONField(default=dict, db_default={})
    periods = models.JSONField()
    done = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(models.Value(1), name="rollup_one_open", condition=Q(finished_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.seen_at:%Y-%m-%d %H:%M} {len(self.periods)}"
