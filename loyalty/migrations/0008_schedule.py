"""Beat's first schedule. From here on the database owns it: people change it in the admin, and a restart keeps that."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

EVERY = {"loyalty.night": 10, "loyalty.lapse_orders": 5}  # minutes: midnight differs by programme, and a rerun is free


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    for task, minutes in EVERY.items():
        interval, _created = intervals.get_or_create(every=minutes, period="minutes")
        tasks.get_or_create(name=task, defaults={"task": task, "interval": interval, "queue": "jobs"})


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0007_import_run"), ("django_celery_beat", "__latest__")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
