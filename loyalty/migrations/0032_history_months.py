"""What members bought long ago is folded to months; from when on it is kept by days."""

from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

app_role = import_module("loyalty.migrations.0003_app_role")


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update on loyalty_historyhorizon to {role}")


def begin(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    apps.get_model("loyalty", "HistoryHorizon").objects.using(db).get_or_create(id=1)
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    often, _created = intervals.get_or_create(every=5, period="minutes")
    task = {"task": "loyalty.history", "interval": often, "queue": "jobs"}
    tasks.get_or_create(name="loyalty.history", defaults=task)


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0032_upload_target"), ("django_celery_beat", "__latest__")]
    operations = [
        migrations.AddField("memberday", "is_month", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("memberdaygoods", "is_month", models.BooleanField(db_default=False, default=False)),
        migrations.CreateModel(
            name="HistoryHorizon",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("days_from", models.DateField(null=True)),
                ("folded_up_to", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="history_horizon_is_one")]
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
