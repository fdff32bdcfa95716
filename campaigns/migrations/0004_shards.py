"""A hot budget is split into rows, each with its share of the cap."""

from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_doors")]

    operations = [
        migrations.AddField(
            "budgetcounter", "shards", models.PositiveSmallIntegerField(db_default=1, default=1)
        ),
        migrations.AddField("budgetcounter", "whole", models.BigIntegerField(default=0), preserve_default=False),
        migrations.RunPython(
            lambda apps, editor: apps.get_model("campaigns", "BudgetCounter")
            .objects.using(editor.connection.alias).update(whole=F("cap")),
            migrations.RunPython.noop,
        ),
    ]
