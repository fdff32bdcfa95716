"""What has been tried lately, counted where two processes cannot count past each other."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Attempts(models.Model):
    """The latest attempts of one subject under one limit; `subject` is an HMAC, so no address or login is kept.
    A place for long work has one time: up to when it is taken; see `occupy`."""

    limit = models.CharField(max_length=32)
    subject = models.BinaryField(max_length=32)
    times = ArrayField(models.DateTimeField())

    class Meta:
        constraints = [models.UniqueConstraint(name="attempts_subject", fields=["limit", "subject"])]

    def __str__(self) -> str:
        return self.limit
