"""Birthdays are told once a year, at the start of the local day."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def schedule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    crontabs = apps.get_model("django_celery_beat", "CrontabSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    hourly, _created = crontabs.get_or_create(minute="5", hour="0-23", timezone="Europe/Moscow")
    tasks.get_or_create(
        name="loyalty.birthdays", defaults={"task": "loyalty.birthdays", "crontab": hourly, "queue": "jobs"}
    )


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0027_tiers'),
        ('django_celery_beat', '__latest__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Birthday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'year'), name='birthday_once_a_year')],
            },
        ),
        migrations.RunPython(schedule, migrations.RunPython.noop),
    ]
