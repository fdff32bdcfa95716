"""Attempts that are counted, and what a key may do beyond the usual."""

from importlib import import_module

import django.contrib.postgres.fields
import django.core.validators
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

app_role = import_module("loyalty.migrations.0003_app_role")


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update, delete on loyalty_attempts to {role}")


def _own_number(label: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(
        blank=True,
        help_text="Empty: what is usual for tills.",
        null=True,
        validators=[
            django.core.validators.MinValueValidator(1),
            django.core.validators.MaxValueValidator(10_000),
        ],
        verbose_name=label,
    )


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0019_freezes")]
    operations = [
        migrations.CreateModel(
            name="Attempts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("limit", models.CharField(max_length=32)),
                ("subject", models.BinaryField(max_length=32)),
                ("times", django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), size=None)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("limit", "subject"), name="attempts_subject")],
            },
        ),
        migrations.AddField("apikey", "requests_per_second", _own_number("Requests per second")),
        migrations.AddField("apikey", "enrolments_per_hour", _own_number("New members per hour")),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
