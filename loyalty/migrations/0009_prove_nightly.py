"""The books are proved every night; from here on the schedule is the database's."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    crontabs = apps.get_model("django_celery_beat", "CrontabSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    night, _created = crontabs.get_or_create(minute="40", hour="3", timezone="Europe/Moscow")
    tasks.get_or_create(name="loyalty.prove", defaults={"task": "loyalty.prove", "crontab": night, "queue": "jobs"})


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0008_schedule"), ("django_celery_beat", "__latest__")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
