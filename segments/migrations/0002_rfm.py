"""RFM analyses, where everybody stands in them, and who moved between cells."""

from importlib import import_module

import django.db.models.deletion
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

app_role = import_module("loyalty.migrations.0003_app_role")
laws = import_module("loyalty.migrations.0002_laws")

_EDIT = ["view_rfmmodel", "add_rfmmodel", "change_rfmmodel"]
ROLES = {"Owner": _EDIT, "Marketer": _EDIT, "Approver": ["view_rfmmodel"], "Analyst": ["view_rfmmodel"]}
WATCH = """
create trigger audit after insert or update or delete on segments_rfmmodel for each row
  execute function loyalty_audit('rfm', 'id', 'title_ru', '', '', 'scored_at');
alter table segments_rfmmodel enable always trigger audit;
"""


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update on segments_rfmmodel to {role}")
        schema_editor.execute(f"grant update, delete on segments_rfmscore to {role}")


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    config = apps.get_app_config("segments")  # as in 0001: the permissions are needed now
    config.models_module = True
    create_permissions(config, verbosity=0, using=using, apps=apps)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for name, codenames in ROLES.items():
        group = apps.get_model("auth", "Group").objects.using(using).filter(name=name).first()
        if group is not None:
            group.permissions.add(*permissions.filter(content_type__app_label="segments", codename__in=codenames))


def schedule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    crontabs = apps.get_model("django_celery_beat", "CrontabSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    hourly, _created = crontabs.get_or_create(minute="40", hour="0-23", timezone="Europe/Moscow")
    tasks.get_or_create(name="loyalty.rfm", defaults={"task": "loyalty.rfm", "crontab": hourly, "queue": "jobs"})


class Migration(migrations.Migration):

    dependencies = [
        ('segments', '0001_segments'),
    ]

    operations = [
        migrations.CreateModel(
            name='RfmModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=32, unique=True, verbose_name='Code')),
                ('title_ru', models.CharField(max_length=100, verbose_name='Name in Russian')),
                ('title_en', models.CharField(max_length=100, verbose_name='Name in English')),
                ('days', models.PositiveSmallIntegerField(default=365, verbose_name='In the last days')),
                ('frequency', models.CharField(choices=[('orders', 'orders'), ('days', 'days with a purchase')], default='orders', max_length=8, verbose_name='Frequency')),
                ('monetary', models.CharField(choices=[('spent', 'money spent'), ('average', 'average order')], default='spent', max_length=8, verbose_name='Money')),
                ('groups', models.PositiveSmallIntegerField(default=5, verbose_name='Groups')),
                ('scoring', models.CharField(choices=[('equal', 'groups of equal size: members in order, the same number in each group'), ('edges', 'edges at quantiles: equal values are always in the same group')], default='equal', max_length=8, verbose_name='Scoring')),
                ('scored_at', models.DateTimeField(editable=False, null=True, verbose_name='As of')),
            ],
            options={
                'verbose_name': 'RFM analysis',
                'verbose_name_plural': 'RFM analyses',
                'constraints': [models.CheckConstraint(condition=models.Q(('groups__gte', 2), ('groups__lte', 9)), name='rfm_groups'), models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 3660)), name='rfm_days')],
            },
        ),
        migrations.CreateModel(
            name='RfmFlow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('was', models.CharField(blank=True, max_length=3)),
                ('now', models.CharField(blank=True, max_length=3)),
                ('members', models.PositiveIntegerField()),
                ('model', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='flows', to='segments.rfmmodel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('model', 'day', 'was', 'now'), name='rfm_flow')],
            },
        ),
        migrations.CreateModel(
            name='RfmScore',
            fields=[
                ('pk', models.CompositePrimaryKey('member_id', 'model_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('recency', models.PositiveSmallIntegerField()),
                ('frequency', models.PositiveSmallIntegerField()),
                ('monetary', models.PositiveSmallIntegerField()),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.member')),
                ('model', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='segments.rfmmodel')),
            ],
            options={
                'indexes': [models.Index(fields=['model', 'recency', 'frequency', 'monetary'], name='rfm_score_cell')],
            },
        ),
        laws.append_only("segments_rfmflow"),
        migrations.RunSQL(WATCH, "drop trigger audit on segments_rfmmodel;"),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(give, migrations.RunPython.noop),
        migrations.RunPython(schedule, migrations.RunPython.noop),
    ]
