"""Events are delivered every few seconds, and jobs left unfinished are taken up; from here on people may change it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

EVERY = {"loyalty.relay": (3, "outbox"), "loyalty.resume_jobs": (60, "jobs")}  # seconds, queue


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    for task, (seconds, queue) in EVERY.items():
        interval, _created = intervals.get_or_create(every=seconds, period="seconds")
        # A tick that found no worker for a while is dropped: the next one does the same.
        defaults = {"task": task, "interval": interval, "queue": queue, "expire_seconds": 10 * seconds}
        tasks.get_or_create(name=task, defaults=defaults)


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0012_deliveries"), ("django_celery_beat", "__latest__")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
