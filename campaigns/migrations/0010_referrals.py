"""Invitations: the programme's terms, codes, referrals with their history, counters, and the job that rewards them."""

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

READ = ["view_referral", "view_referralprogramme"]
ROLES = {
    "Owner": [*READ, "change_referralprogramme", "decide_referral"],
    "Marketer": [*READ, "change_referralprogramme"],
    "Approver": READ,
    "Analyst": READ,
    "Support": [*READ, "decide_referral"],
}
WATCH = """
create trigger audit after insert or update or delete on campaigns_referralprogramme for each row
  execute function loyalty_audit('referral_programme', 'id', '', '', '', '');
alter table campaigns_referralprogramme enable always trigger audit;
"""


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        tables = "campaigns_referralprogramme, campaigns_referral, campaigns_referralcounter"
        schema_editor.execute(f"grant update on {tables} to {role}")
        schema_editor.execute(f"grant update, delete on campaigns_referraltrail to {role}")


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    config = apps.get_app_config("campaigns")  # as in loyalty's 0006: the permissions are needed now
    config.models_module = True
    create_permissions(config, verbosity=0, using=using, apps=apps)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for name, codenames in ROLES.items():
        group = apps.get_model("auth", "Group").objects.using(using).filter(name=name).first()
        if group is not None:
            group.permissions.add(*permissions.filter(content_type__app_label="campaigns", codename__in=codenames))


def schedule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    interval, _created = intervals.get_or_create(every=10, period="minutes")
    name = "loyalty.referrals"
    tasks.get_or_create(name=name, defaults={"task": name, "interval": interval, "queue": "jobs"})


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0009_coupon_issuing'),
        ('loyalty', '0028_lapsed_orders'),
        ('django_celery_beat', '__latest__'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReferralCode',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='loyalty.member')),
                ('code', models.CharField(max_length=16, unique=True)),
                ('created_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
            ],
        ),
        migrations.CreateModel(
            name='ReferralCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=64)),
                ('period', models.CharField(blank=True, max_length=16)),
                ('used', models.BigIntegerField()),
                ('cap', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('what', 'period'), name='referral_counter_key'), models.CheckConstraint(condition=models.Q(('used__gte', 0), ('used__lte', models.F('cap'))), name='referral_counter_within_cap')],
            },
        ),
        migrations.CreateModel(
            name='ReferralVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='Version')),
                ('terms', models.JSONField(verbose_name='Terms')),
                ('created_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp(), verbose_name='Since')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Author')),
            ],
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('joined', 'no purchase yet'), ('waiting', 'waiting'), ('rewarded', 'rewarded'), ('review', 'being looked at'), ('refused', 'not rewarded'), ('taken_back', 'taken back')], max_length=12, verbose_name='State')),
                ('why', models.CharField(blank=True, choices=[('', ''), ('signs', 'they may be one person'), ('staff', 'declined after a look'), ('ring', 'the two invited each other, over others perhaps'), ('late', 'there was no purchase in time'), ('ordered', 'the friend had bought before'), ('referrer', 'whoever invited is blocked or has left'), ('friend', 'the friend is blocked'), ('limit', 'they have been rewarded as often as they may in this period'), ('limit_all', 'they have been rewarded as often as they may'), ('budget', 'the budget of invitations is used up'), ('returned', 'the goods were returned')], max_length=12, verbose_name='Why')),
                ('signs', models.JSONField(default=list, verbose_name='Signs')),
                ('genuine', models.BooleanField(default=True)),
                ('approved', models.BooleanField(default=False)),
                ('channel', models.CharField(max_length=64, verbose_name='Came by')),
                ('at', models.DateTimeField(verbose_name='Since')),
                ('order_until', models.DateTimeField(verbose_name='First purchase before')),
                ('pays_at', models.DateTimeField(null=True, verbose_name='Points come')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='Ended')),
                ('points', models.BigIntegerField(default=0, verbose_name='Points')),
                ('recorded_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
                ('friend', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='referral', to='loyalty.member', verbose_name='Friend')),
                ('order', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.order', verbose_name='First purchase')),
                ('referrer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='loyalty.member', verbose_name='Who invited')),
                ('shop', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.shop', verbose_name='Shop')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.referralversion')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'permissions': [('decide_referral', 'Can approve and decline invitations')],
            },
        ),
        migrations.CreateModel(
            name='ReferralStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('joined', 'no purchase yet'), ('waiting', 'waiting'), ('rewarded', 'rewarded'), ('review', 'being looked at'), ('refused', 'not rewarded'), ('taken_back', 'taken back')], max_length=12)),
                ('why', models.CharField(blank=True, choices=[('', ''), ('signs', 'they may be one person'), ('staff', 'declined after a look'), ('ring', 'the two invited each other, over others perhaps'), ('late', 'there was no purchase in time'), ('ordered', 'the friend had bought before'), ('referrer', 'whoever invited is blocked or has left'), ('friend', 'the friend is blocked'), ('limit', 'they have been rewarded as often as they may in this period'), ('limit_all', 'they have been rewarded as often as they may'), ('budget', 'the budget of invitations is used up'), ('returned', 'the goods were returned')], max_length=12)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='campaigns.referral')),
            ],
            options={
                'indexes': [models.Index(fields=['referral', 'id'], name='referral_steps')],
            },
        ),
        migrations.CreateModel(
            name='ReferralTrail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('device', 'Device'), ('address', 'Address')], max_length=8)),
                ('digest', models.BinaryField(max_length=32)),
                ('seen_at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.member')),
            ],
            options={
                'indexes': [models.Index(fields=['seen_at'], name='referral_trail_old')],
                'constraints': [models.UniqueConstraint(fields=('member', 'kind', 'digest'), name='referral_trail_once')],
            },
        ),
        migrations.CreateModel(
            name='ReferralUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
                ('counter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='campaigns.referralcounter')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.referral')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='referral_use_not_zero')],
            },
        ),
        migrations.CreateModel(
            name='ReferralProgramme',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('is_on', models.BooleanField(default=False, verbose_name='Is on')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.referralversion')),
            ],
            options={
                'verbose_name': 'referral programme',
                'verbose_name_plural': 'referral programme',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='referral_programme_is_one')],
            },
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['referrer', '-id'], name='referral_of'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['pays_at'], name='referral_due'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('state', 'joined')), fields=['id'], name='referral_open'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('state', 'review')), fields=['id'], name='referral_review'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('referrer', models.F('friend')), _negated=True), name='referral_not_own'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('order__isnull', True), ('pays_at__isnull', True), ('points', 0), ('state', 'joined')), models.Q(('order__isnull', False), ('pays_at__isnull', False), ('points', 0), ('state', 'waiting')), models.Q(('order__isnull', True), ('points', 0), ('state', 'review')), models.Q(('ended_at__isnull', False), ('points', 0), ('state', 'refused')), models.Q(('ended_at__isnull', False), ('order__isnull', False), ('points__gt', 0), ('state__in', ['rewarded', 'taken_back'])), _connector='OR'), name='referral_states'),
        ),
        laws.append_only("campaigns_referralversion"),
        laws.append_only("campaigns_referralcode"),
        laws.append_only("campaigns_referralstep"),
        laws.append_only("campaigns_referraluse"),
        migrations.RunSQL(WATCH, "drop trigger audit on campaigns_referralprogramme;"),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(give, migrations.RunPython.noop),
        migrations.RunPython(schedule, migrations.RunPython.noop),
    ]
