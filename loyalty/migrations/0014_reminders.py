"""Reminders of points about to burn, and their place in the schedule; from here on people may change it."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

app_role = import_module("loyalty.migrations.0003_app_role")


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update on loyalty_reminder to {role}")


def schedule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    interval, _created = intervals.get_or_create(every=30, period="minutes")  # mornings come at other hours elsewhere
    tasks.get_or_create(
        name="loyalty.remind", defaults={"task": "loyalty.remind", "interval": interval, "queue": "notify"}
    )



class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0013_relay_schedule'),
        ('django_celery_beat', '__latest__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_day', models.DateField()),
                ('days', models.PositiveSmallIntegerField()),
                ('lease_until', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'last_day', 'days'), name='reminder_once')],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(schedule, migrations.RunPython.noop),
    ]
