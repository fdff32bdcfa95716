"""Deliveries of events to reactions, and runs of due jobs; neither is ever deleted by the app role."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import loyalty.clock

app_role = import_module("loyalty.migrations.0003_app_role")


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update on loyalty_delivery, loyalty_jobrun to {role}")


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0011_bonus_has_price'),
    ]

    operations = [
        migrations.CreateModel(
            name='JobRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.CharField(max_length=64)),
                ('period_key', models.CharField(max_length=32)),
                ('attempt', models.PositiveIntegerField(default=1)),
                ('started_at', models.DateTimeField()),
                ('lease_until', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('error_class', models.CharField(blank=True, max_length=128)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('finished_at', None)), fields=['lease_until'], name='job_run_open')],
                'constraints': [models.UniqueConstraint(fields=('job', 'period_key'), name='job_run_period')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reaction', models.CharField(max_length=64, verbose_name='Reaction')),
                ('state', models.CharField(choices=[('due', 'due'), ('done', 'done'), ('parked', 'parked'), ('discarded', 'discarded')], default='due', max_length=10, verbose_name='State')),
                ('attempt', models.PositiveSmallIntegerField(default=0, verbose_name='Attempts')),
                ('next_at', models.DateTimeField(verbose_name='Next attempt')),
                ('lease_until', models.DateTimeField(null=True)),
                ('fence', models.PositiveIntegerField(default=0)),
                ('error_class', models.CharField(blank=True, max_length=128, verbose_name='Last error')),
                ('created_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp(), verbose_name='Recorded')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='Ended')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='loyalty.event', verbose_name='Event')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.member', verbose_name='Member')),
            ],
            options={
                'verbose_name': 'event delivery',
                'verbose_name_plural': 'event deliveries',
                'indexes': [models.Index(condition=models.Q(('state', 'due')), fields=['next_at', 'id'], name='delivery_due'), models.Index(condition=models.Q(('state', 'due')), fields=['member', 'reaction', 'id'], name='delivery_order'), models.Index(condition=models.Q(('state', 'parked')), fields=['-id'], name='delivery_parked')],
                'constraints': [models.UniqueConstraint(fields=('event', 'reaction'), name='delivery_once')],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
