"""Tiers: STATUS, which they are reached with, which tier each member is in, and the nightly evaluation."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import loyalty.clock

app_role = import_module("loyalty.migrations.0003_app_role")
laws = import_module("loyalty.migrations.0002_laws")

STATUS = {
    "name_ru": "статусные баллы", "name_en": "status points", "scale": 2,
    "forms_ru": "статусный балл|статусных балла|статусных баллов", "forms_en": "status point|status points",
}  # fmt: skip


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update on loyalty_membertier to {role}")


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    apps.get_model("loyalty", "Unit").objects.using(db).get_or_create(code="STATUS", defaults=STATUS)
    crontabs = apps.get_model("django_celery_beat", "CrontabSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    hourly, _created = crontabs.get_or_create(minute="20", hour="0-23", timezone="Europe/Moscow")
    tasks.get_or_create(name="loyalty.tiers", defaults={"task": "loyalty.tiers", "crontab": hourly, "queue": "jobs"})


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0027_campaigns_scope"), ("django_celery_beat", "__latest__")]
    operations = [
        migrations.CreateModel(
            name='TierChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('was', models.CharField(blank=True, max_length=32, verbose_name='From')),
                ('now', models.CharField(blank=True, max_length=32, verbose_name='To')),
                ('score', models.BigIntegerField(verbose_name='Status')),
                ('at', models.DateTimeField(verbose_name='When')),
                ('recorded_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp(), verbose_name='Recorded')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tier_changes', to='loyalty.member', verbose_name='Member')),
                ('program_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.programversion')),
            ],
            options={
                'verbose_name': 'change of tier',
                'verbose_name_plural': 'changes of tiers',
            },
        ),
        migrations.CreateModel(
            name='MemberTier',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='tier', serialize=False, to='loyalty.member', verbose_name='Member')),
                ('tier', models.CharField(blank=True, max_length=32, verbose_name='Tier')),
                ('since', models.DateTimeField(verbose_name='Since')),
                ('evaluated_at', models.DateTimeField(verbose_name='Decided')),
                ('program_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.programversion')),
            ],
            options={
                'verbose_name': 'tier of a member',
                'verbose_name_plural': 'tiers of members',
                'indexes': [models.Index(fields=['tier'], name='member_tier')],
            },
        ),
        laws.append_only("loyalty_tierchange"),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(create, migrations.RunPython.noop),
    ]
