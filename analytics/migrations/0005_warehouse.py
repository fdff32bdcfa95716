"""When figures are counted, and before that the warehouse is filled where there is one."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def schedule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    interval, _created = intervals.get_or_create(every=10, period="minutes")  # the job's claim makes that once an hour
    name = "loyalty.analytics_rollup"
    tasks.get_or_create(name=name, defaults={"task": name, "interval": interval, "queue": "jobs"})


class Migration(migrations.Migration):

    dependencies = [
        ("analytics", "0004_roles"),
        ("django_celery_beat", "__latest__"),
    ]
    operations = [
        migrations.RunPython(schedule, migrations.RunPython.noop),
    ]
