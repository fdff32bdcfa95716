"""Indexes of what is purged and of codes that wait, made beside running tills: a migration of their own, because
nothing else may run outside a transaction."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("loyalty", "0024_uploads")]
    operations = [
        AddIndexConcurrently(
            "idempotencyrecord",
            BrinIndex(fields=["created_at"], name="idempotency_created", autosummarize=True),
        ),
        AddIndexConcurrently(
            "challenge",
            models.Index(fields=["id"], name="challenge_waiting", condition=models.Q(sealed_code__isnull=False)),
        ),
    ]
