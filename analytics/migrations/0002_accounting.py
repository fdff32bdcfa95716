"""The accountant's months, the share of points that will never be used, and who may close a month."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import loyalty.clock

app_role = import_module("loyalty.migrations.0003_app_role")
laws = import_module("loyalty.migrations.0002_laws")

SEE = ["view_closedmonth", "view_breakage"]
CLOSE = [*SEE, "close_month", "add_breakage"]
ROLES = {"Owner": CLOSE, "Accountant": CLOSE, "Approver": SEE, "Analyst": SEE}
# What an accountant reads besides: the books, what was bought and returned, certificates; nobody's name or phone.
BOOKS = [
    "view_program", "view_programversion", "view_unit", "view_shop", "view_order", "view_orderline", "view_return",
    "view_account", "view_lot", "view_entry", "view_hold", "view_operation", "view_certificatebatch",
]

# A share decided for a month that is closed would not be the one its figures were counted with.
GUARD = """
create function analytics_breakage_guard() returns trigger language plpgsql as $$
begin
  if new.month <= (select max(month) from analytics_closedmonth) then
    raise exception 'the month % is closed', new.month using errcode = '23514', constraint = 'breakage_of_closed_month';
  end if;
  return new;
end $$;
create trigger breakage_guard before insert on analytics_breakage for each row
  execute function analytics_breakage_guard();
alter table analytics_breakage enable always trigger breakage_guard;
"""
UNGUARD = "drop trigger breakage_guard on analytics_breakage; drop function analytics_breakage_guard();"


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update, delete on analytics_countedmonth to {role}")


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    for label in ("loyalty", "analytics"):
        config = apps.get_app_config(label)
        config.models_module = True  # see loyalty's 0006
        create_permissions(config, verbosity=0, using=using, apps=apps)
        config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    groups = apps.get_model("auth", "Group").objects.using(using)
    accountant, _created = groups.get_or_create(name="Accountant")
    apps.get_model("loyalty", "RoleLimit").objects.using(using).get_or_create(group=accountant)
    accountant.permissions.add(*permissions.filter(content_type__app_label="loyalty", codename__in=BOOKS))
    for name, codenames in ROLES.items():
        found = permissions.filter(content_type__app_label="analytics", codename__in=codenames)
        groups.get(name=name).permissions.add(*found)


def schedule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    interval, _created = intervals.get_or_create(every=1, period="hours")
    name = "loyalty.accounting"
    tasks.get_or_create(name=name, defaults={"task": name, "interval": interval, "queue": "jobs"})


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0001_figures'),
        ('loyalty', '0033_closed_books'),
        ('django_celery_beat', '__latest__'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CountedMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(unique=True)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('cells', models.JSONField()),
                ('occasions', models.JSONField()),
                ('ahead', models.JSONField()),
                ('counted_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Breakage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='From the month')),
                ('rate', models.PositiveSmallIntegerField(verbose_name='Will not be used')),
                ('reason', models.CharField(max_length=500, verbose_name='Reason')),
                ('at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.unit', verbose_name='Kind of points')),
            ],
            options={
                'verbose_name': 'share of points that will not be used',
                'verbose_name_plural': 'shares of points that will not be used',
                'constraints': [models.CheckConstraint(condition=models.Q(('rate__lte', 10000)), name='breakage_rate'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='breakage_month'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='breakage_reason')],
            },
        ),
        migrations.CreateModel(
            name='ClosedMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(unique=True, verbose_name='Month')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('cells', models.JSONField()),
                ('terms', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='Note')),
                ('proof_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'closed month',
                'verbose_name_plural': 'closed months',
                'permissions': [('close_month', 'Can close months')],
                'constraints': [models.CheckConstraint(condition=models.Q(('month__day', 1)), name='closed_month_first_day'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='closed_month_dates')],
            },
        ),
        laws.append_only("analytics_breakage"),
        laws.append_only("analytics_closedmonth"),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(give, migrations.RunPython.noop),
        migrations.RunPython(schedule, migrations.RunPython.noop),
    ]
