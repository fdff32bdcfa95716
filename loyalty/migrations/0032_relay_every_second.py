"""Events are delivered every second, so that a member's segments are right a second after an order, not after three."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

WAS, IS = 3, 1  # seconds


def _change(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor, was: int, now: int) -> None:
    db = schema_editor.connection.alias
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects.using(db)
    untouched = tasks.filter(name="loyalty.relay", interval__every=was, interval__period="seconds")
    interval, _created = intervals.get_or_create(every=now, period="seconds")
    untouched.update(interval=interval)


def hurry(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _change(apps, schema_editor, WAS, IS)


def slow_down(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _change(apps, schema_editor, IS, WAS)


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0032_history_months"), ("django_celery_beat", "__latest__")]
    operations = [migrations.RunPython(hurry, slow_down)]
