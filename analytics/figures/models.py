"""Counted figures and the periods they are of. `rollup/` writes them; they can be made again from the facts."""

from django.db import models
from django.db.models import F, Q


class Period(models.Model):
    """A week (from Monday), month, quarter or year of the programme's zone: [starts, ends). `before` starts the one
    before it. `counted_at`: as of when its figures are; empty until they were counted. `is_due`: something changed."""

    class Kind(models.TextChoices):
        WEEK = "week"
        MONTH = "month"
        QUARTER = "quarter"
        YEAR = "year"

    kind = models.CharField(max_length=8, choices=Kind)
    starts = models.DateField()
    ends = models.DateField()
    before = models.DateField()
    is_due = models.BooleanField(default=True)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="period_key", fields=["kind", "starts"]),
            models.CheckConstraint(name="period_order", condition=Q(before__lt=F("starts"), ends__gt=F("starts"))),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts}"


class Figure(models.Model):
    """Two sums; what is shown of them is the metric's business. `cut` with `of` says of whom: ("all", ""),
    ("shop", its id), ("tier", its code), ("segment", its code). `key` is what the metric tells apart, empty where
    nothing."""

    metric = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=Period.Kind)
    starts = models.DateField()
    cut = models.CharField(max_length=8)
    of = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=100, blank=True)
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(  # in the order in which pages ask
                name="figure_key", fields=["kind", "metric", "cut", "of", "starts", "key"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.kind} {self.starts} {self.cut} {self.of} {self.key}"
