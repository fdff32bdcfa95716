"""Codes wait in their challenge until they are sent; who looks after those that a killed process left."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def schedule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    interval, _created = intervals.get_or_create(every=5, period="seconds")
    defaults = {"task": "loyalty.send_codes", "interval": interval, "queue": "notify", "expire_seconds": 50}
    tasks.get_or_create(name="loyalty.send_codes", defaults=defaults)


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0021_purging"), ("django_celery_beat", "__latest__")]
    operations = [
        migrations.AddField("challenge", "sealed_code", models.BinaryField(null=True)),
        migrations.AddField("challenge", "sending_until", models.DateTimeField(null=True)),
        migrations.RunPython(schedule, migrations.RunPython.noop),
    ]
