"""Signs of life of the background work; and the nightly proof is asked for hourly until it is done.

It claims its day, so later ticks change nothing; but one tick a day was lost with a broker that was down at that minute.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

app_role = import_module("loyalty.migrations.0003_app_role")


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update on loyalty_sign to {role}")


def ask_hourly(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Where nobody has changed the schedule."""
    db = schema_editor.connection.alias
    crontabs = apps.get_model("django_celery_beat", "CrontabSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    hourly, _created = crontabs.get_or_create(minute="40", hour="3-23", timezone="Europe/Moscow")
    as_made = tasks.filter(name="loyalty.prove", crontab__minute="40", crontab__hour="3")
    as_made.update(crontab=hourly)


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0017_drills")]
    operations = [
        migrations.CreateModel(
            name="Sign",
            fields=[
                ("part", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(ask_hourly, migrations.RunPython.noop),
    ]
