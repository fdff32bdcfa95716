"""Where an import stands; a working table of the app role."""

from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import loyalty.clock

app_role = import_module("loyalty.migrations.0003_app_role")


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update, delete on loyalty_importrun to {role}")


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0006_role_permissions")]
    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.BinaryField(max_length=32, unique=True)),
                ("source", models.CharField(max_length=255)),
                ("options", models.JSONField(default=dict)),
                ("rows_done", models.BigIntegerField(default=0)),
                ("rejects_bytes", models.BigIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("reached_at", models.DateTimeField(help_text="The instant a replay has come to.", null=True)),
                ("started_at", models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rejects_bytes__gte", 0), ("rows_done__gte", 0)), name="import_run_nonneg"
                    )
                ],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
