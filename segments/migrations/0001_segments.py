"""Segments, who is in them, and the history of who came and went."""

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

_SEE = ["view_segment"]
_EDIT = ["add_segment", "change_segment", "export_segment"]
ROLES = {
    "Owner": [*_SEE, *_EDIT],
    "Marketer": [*_SEE, *_EDIT],
    "Approver": _SEE,
    "Analyst": [*_SEE, "export_segment"],
    "Support": _SEE,
}
WATCH = """
create trigger audit after insert or update or delete on segments_segment for each row
  execute function loyalty_audit('segment', 'id', 'title_ru', '', '', 'created_at');
alter table segments_segment enable always trigger audit;
"""


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(
            f"grant update on segments_segment, segments_segmentstate, segments_segmentsize to {role}"
        )
        schema_editor.execute(f"grant delete on segments_membership to {role}")


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    config = apps.get_app_config("segments")
    config.models_module = True  # Django makes permissions after the last migration; they are needed now
    create_permissions(config, verbosity=0, using=using, apps=apps)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for name, codenames in ROLES.items():
        group = apps.get_model("auth", "Group").objects.using(using).filter(name=name).first()
        if group is not None:
            group.permissions.add(*permissions.filter(content_type__app_label="segments", codename__in=codenames))


def schedule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    interval, _created = intervals.get_or_create(every=1, period="minutes")
    name = "loyalty.segments"
    tasks.get_or_create(name=name, defaults={"task": name, "interval": interval, "queue": "jobs"})


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('loyalty', '0028_lapsed_orders'),
        ('django_celery_beat', '__latest__'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=64, unique=True, verbose_name='Code')),
                ('title_ru', models.CharField(max_length=100, verbose_name='Name in Russian')),
                ('title_en', models.CharField(max_length=100, verbose_name='Name in English')),
                ('kind', models.CharField(choices=[('dynamic', 'by a rule'), ('static', 'a list'), ('sets', 'from other segments')], max_length=8, verbose_name='Kind')),
                ('definition', models.JSONField(null=True, verbose_name='Definition')),
                ('depth', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('note', models.TextField(blank=True, verbose_name='Note')),
                ('created_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp(), editable=False, verbose_name='Created')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Author')),
            ],
            options={
                'verbose_name': 'segment',
                'verbose_name_plural': 'segments',
                'permissions': [('export_segment', 'Can take members of segments away as files')],
            },
        ),
        migrations.CreateModel(
            name='SegmentState',
            fields=[
                ('segment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='now', serialize=False, to='segments.segment')),
                ('version', models.PositiveIntegerField(default=1)),
                ('is_filled', models.BooleanField(default=False)),
                ('due_at', models.DateTimeField(null=True)),
                ('needed', models.PositiveIntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('refreshed_at', models.DateTimeField(null=True)),
                ('took_ms', models.PositiveIntegerField(null=True)),
                ('size', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='MembershipEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entered', models.BooleanField(verbose_name='Entered')),
                ('cause', models.CharField(max_length=32, verbose_name='Why')),
                ('at', models.DateTimeField(verbose_name='When')),
                ('recorded_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='segment_entries', to='loyalty.member', verbose_name='Member')),
                ('segment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='segments.segment')),
            ],
            options={
                'verbose_name': 'change of a segment',
                'verbose_name_plural': 'changes of segments',
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('pk', models.CompositePrimaryKey('member_id', 'segment_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('since', models.DateTimeField(verbose_name='Since')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='loyalty.member')),
                ('segment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='segments.segment')),
            ],
        ),
        migrations.CreateModel(
            name='SegmentSize',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('size', models.PositiveIntegerField()),
                ('segment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sizes', to='segments.segment')),
            ],
        ),
        migrations.AddConstraint(
            model_name='segment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('definition__isnull', True), ('kind', 'static')), models.Q(models.Q(('kind', 'static'), _negated=True), ('definition__isnull', False)), _connector='OR'), name='segment_static_has_no_definition'),
        ),
        migrations.AddIndex(
            model_name='membershipentry',
            index=models.Index(fields=['member', 'segment', '-id'], name='membership_entry_member'),
        ),
        migrations.AddIndex(
            model_name='membershipentry',
            index=models.Index(fields=['segment', '-id'], name='membership_entry_segment'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['segment', 'member'], name='membership_segment'),
        ),
        migrations.AddConstraint(
            model_name='segmentsize',
            constraint=models.UniqueConstraint(fields=('segment', 'day'), name='segment_size_day'),
        ),
        laws.append_only("segments_membershipentry"),
        migrations.RunSQL(WATCH, "drop trigger audit on segments_segment;"),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(give, migrations.RunPython.noop),
        migrations.RunPython(schedule, migrations.RunPython.noop),
    ]
