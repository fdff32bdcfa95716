"""Signs of life of the background work."""

from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

app_role = import_module("loyalty.migrations.0003_app_role")


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update on loyalty_sign to {role}")


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0015_instance")]
    operations = [
        migrations.CreateModel(
            name="Sign",
            fields=[
                ("part", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
