"""Codes: batches, coupons, reservations, counters and their history, with who may do what and the laws of each."""

from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import loyalty.clock

app_role = import_module("loyalty.migrations.0003_app_role")
laws = import_module("loyalty.migrations.0002_laws")

_SEE = ["view_couponbatch", "view_coupon", "view_couponentry"]
_EDIT = ["add_couponbatch", "change_couponbatch", "stop_couponbatch", "issue_coupon", "revoke_coupon"]
ROLES = {
    "Owner": [*_SEE, *_EDIT, "export_coupon"],
    "Marketer": [*_SEE, *_EDIT, "export_coupon"],
    "Approver": [*_SEE, "stop_couponbatch"],
    "Analyst": _SEE,
    "Support": [*_SEE, "issue_coupon", "revoke_coupon"],
}
GUARDS = """
create function campaigns_couponbatch_guard() returns trigger language plpgsql as $$
begin
  if (new.code, new.kind) is distinct from (old.code, old.kind)
     or (old.stopped_at is not null and new.stopped_at is distinct from old.stopped_at) then
    raise exception 'the code and kind of batch % cannot change, nor can it start again', old.id
      using errcode = '23514', constraint = 'coupon_batch_terms';
  end if;
  return new;
end $$;

create function campaigns_coupon_guard() returns trigger language plpgsql as $$
begin
  if (new.batch_id, new.code, new.normal) is distinct from (old.batch_id, old.code, old.normal)
     or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at)
     or (old.issued_at is not null
         and (new.issued_at, new.member_id, new.source, new.issued_order_id, new.issued_event_id, new.issued_segment)
         is distinct from
         (old.issued_at, old.member_id, old.source, old.issued_order_id, old.issued_event_id, old.issued_segment)) then
    raise exception 'coupon % was issued or revoked, or its code was changed', old.id
      using errcode = '23514', constraint = 'coupon_terms';
  end if;
  return new;
end $$;

create function campaigns_couponreservation_guard() returns trigger language plpgsql as $$
begin
  if old.ended_at is not null
     or (new.coupon_id, new.token, new.order_id, new.shop_id, new.member_id, new.period_key, new.at, new.expires_at)
     is distinct from
     (old.coupon_id, old.token, old.order_id, old.shop_id, old.member_id, old.period_key, old.at, old.expires_at) then
    raise exception 'reservation % has ended or its terms were changed', old.id
      using errcode = '23514', constraint = 'coupon_reservation_ends_once';
  end if;
  return new;
end $$;
"""
GUARDED = ("couponbatch", "coupon", "couponreservation")
NEVER_DELETED = ("couponbatch", "coupon", "couponreservation", "couponcounter", "couponmembercounter")
WATCHED = ("campaigns_couponbatch", "coupon_batch", "id", "name", "", "", "created_at")


def _guards() -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(
            f"""
            create trigger {table}_guard before update on campaigns_{table}
              for each row execute function campaigns_{table}_guard();
            alter table campaigns_{table} enable always trigger {table}_guard;
            """,
            f"drop trigger {table}_guard on campaigns_{table};",
        )
        for table in GUARDED
    ]


def _never_deleted() -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(
            f"""
            create trigger never_deleted before delete on campaigns_{table}
              for each row execute function loyalty_forbid_change();
            create trigger never_truncated before truncate on campaigns_{table}
              for each statement execute function loyalty_forbid_change();
            alter table campaigns_{table} enable always trigger never_deleted;
            alter table campaigns_{table} enable always trigger never_truncated;
            """,
            f"drop trigger never_deleted on campaigns_{table}; drop trigger never_truncated on campaigns_{table};",
        )
        for table in NEVER_DELETED
    ]


def _watch() -> migrations.RunSQL:
    table, *arguments = WATCHED
    return migrations.RunSQL(
        f"""
        create trigger audit after insert or update or delete on {table} for each row
          execute function loyalty_audit({", ".join(f"'{argument}'" for argument in arguments)});
        alter table {table} enable always trigger audit;
        """,
        f"drop trigger audit on {table};",
    )


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        tables = ", ".join(f"campaigns_{table}" for table in NEVER_DELETED)
        schema_editor.execute(f"grant update on {tables} to {role}")


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    config = apps.get_app_config("campaigns")  # as in loyalty's 0006: the permissions are needed now
    config.models_module = True
    create_permissions(config, verbosity=0, using=using, apps=apps)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for name, codenames in ROLES.items():
        group = apps.get_model("auth", "Group").objects.using(using).get(name=name)
        group.permissions.add(*permissions.filter(content_type__app_label="campaigns", codename__in=codenames))


def schedule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    interval, _created = intervals.get_or_create(every=1, period="minutes")
    name = "loyalty.coupons"
    tasks.get_or_create(name=name, defaults={"task": name, "interval": interval, "queue": "jobs"})


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0012_life'),
        ('loyalty', '0028_lapsed_orders'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CouponBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=64, unique=True, verbose_name='Code')),
                ('name', models.CharField(max_length=200, verbose_name='Name')),
                ('kind', models.CharField(choices=[('shared', 'one code for many'), ('single', 'single-use codes')], max_length=8, verbose_name='Kind')),
                ('pattern', models.CharField(blank=True, max_length=40, verbose_name='Pattern')),
                ('alphabet', models.CharField(blank=True, max_length=40, verbose_name='Characters')),
                ('valid_from', models.DateTimeField(blank=True, null=True, verbose_name='Works from')),
                ('valid_until', models.DateTimeField(blank=True, null=True, verbose_name='Works until')),
                ('days_valid', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Days after it was issued')),
                ('limit_each', models.PositiveIntegerField(blank=True, null=True, verbose_name='Uses of one code')),
                ('limit_total', models.PositiveIntegerField(blank=True, null=True, verbose_name='Uses in all')),
                ('limit_member', models.PositiveIntegerField(blank=True, null=True, verbose_name='Uses of one member')),
                ('limit_period', models.PositiveIntegerField(blank=True, null=True, verbose_name='Uses of one member in a period')),
                ('period', models.CharField(blank=True, choices=[('', 'not limited'), ('day', 'a day'), ('week', 'a week'), ('month', 'a month')], default='', max_length=8, verbose_name='Period')),
                ('recipient_only', models.BooleanField(default=False, verbose_name='Works for its recipient only')),
                ('shops', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), blank=True, default=list, size=None, verbose_name='Shops')),
                ('returns_on_cancel', models.BooleanField(default=True, verbose_name='A cancelled order gives the use back')),
                ('returns_on_return', models.BooleanField(default=True, verbose_name='A return of all discounted goods gives the use back')),
                ('reservation_minutes', models.PositiveSmallIntegerField(default=15, verbose_name='Minutes a reservation holds')),
                ('created_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp(), editable=False, verbose_name='Created')),
                ('stopped_at', models.DateTimeField(editable=False, null=True, verbose_name='Stopped')),
                ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Made by')),
            ],
            options={
                'verbose_name': 'batch of coupons',
                'verbose_name_plural': 'batches of coupons',
                'permissions': [('stop_couponbatch', 'Can stop batches of coupons')],
            },
        ),
        migrations.CreateModel(
            name='Coupon',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64, verbose_name='Code')),
                ('normal', models.CharField(editable=False, max_length=64)),
                ('state', models.CharField(choices=[('created', 'created'), ('issued', 'issued'), ('reserved', 'reserved'), ('used', 'used'), ('revoked', 'revoked'), ('expired', 'expired')], default='created', max_length=8, verbose_name='State')),
                ('source', models.CharField(blank=True, choices=[('', 'not issued'), ('staff', 'by an employee'), ('order', 'for a purchase'), ('event', 'for an event'), ('segment', 'to a segment'), ('file', 'from a file')], default='', max_length=8, verbose_name='Issued')),
                ('issued_at', models.DateTimeField(null=True, verbose_name='Issued at')),
                ('expires_at', models.DateTimeField(null=True, verbose_name='Works until')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='Revoked')),
                ('issued_segment', models.CharField(blank=True, max_length=64)),
                ('issued_version', models.PositiveIntegerField(null=True)),
                ('created_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp(), editable=False, verbose_name='Created')),
                ('issued_campaign', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                ('issued_event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.event')),
                ('issued_order', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.order')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='coupons', to='loyalty.member', verbose_name='Recipient')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coupons', to='campaigns.couponbatch', verbose_name='Batch')),
            ],
            options={
                'verbose_name': 'coupon',
                'verbose_name_plural': 'coupons',
                'permissions': [('issue_coupon', 'Can issue coupons'), ('revoke_coupon', 'Can revoke coupons'), ('export_coupon', 'Can take codes out as a file')],
            },
        ),
        migrations.CreateModel(
            name='CouponCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cap', models.BigIntegerField(null=True)),
                ('used', models.BigIntegerField(default=0)),
                ('reserved', models.BigIntegerField(default=0)),
                ('over', models.BigIntegerField(default=0)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counters', to='campaigns.couponbatch')),
                ('coupon', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='counters', to='campaigns.coupon')),
            ],
        ),
        migrations.CreateModel(
            name='CouponMemberCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period_key', models.CharField(blank=True, max_length=16)),
                ('cap', models.BigIntegerField(null=True)),
                ('used', models.BigIntegerField(default=0)),
                ('reserved', models.BigIntegerField(default=0)),
                ('over', models.BigIntegerField(default=0)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='member_counters', to='campaigns.couponbatch')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.member')),
            ],
        ),
        migrations.CreateModel(
            name='CouponReservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, null=True, unique=True)),
                ('period_key', models.CharField(blank=True, max_length=16)),
                ('at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end', models.CharField(blank=True, choices=[('', 'open'), ('used', 'used'), ('released', 'released'), ('expired', 'its time was over')], default='', max_length=8)),
                ('coupon', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='campaigns.coupon')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.member')),
                ('order', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.order')),
                ('shop', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.shop')),
            ],
        ),
        migrations.CreateModel(
            name='CouponEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('issued', 'issued'), ('reserved', 'reserved'), ('used', 'used'), ('released', 'released'), ('lapsed', "the reservation's time was over"), ('restored', 'the use was given back'), ('revoked', 'revoked'), ('expired', 'expired'), ('extended', 'extended')], max_length=8)),
                ('period_key', models.CharField(blank=True, max_length=16)),
                ('campaigns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), db_default=[], default=list, size=None)),
                ('discount_kopecks', models.BigIntegerField(db_default=0, default=0)),
                ('over', models.BooleanField(db_default=False, default=False)),
                ('reason', models.CharField(blank=True, db_default='', max_length=500)),
                ('principal', models.CharField(max_length=12)),
                ('principal_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
                ('coupon', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='campaigns.coupon')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.member')),
                ('order', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.order')),
                ('reservation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.couponreservation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='couponbatch',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'shared'), models.Q(('kind', 'single'), ('limit_each', 1)), _connector='OR'), name='coupon_batch_kind'),
        ),
        migrations.AddConstraint(
            model_name='couponbatch',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_until__isnull', True), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='coupon_batch_window'),
        ),
        migrations.AddConstraint(
            model_name='couponbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('limit_period__isnull', True), ('period', '')), models.Q(('limit_period__isnull', False), ('period__in', ['day', 'week', 'month'])), _connector='OR'), name='coupon_batch_period'),
        ),
        migrations.AddConstraint(
            model_name='couponbatch',
            constraint=models.CheckConstraint(condition=models.Q(('reservation_minutes__gte', 1), ('reservation_minutes__lte', 1440)), name='coupon_batch_reservation'),
        ),
        migrations.AddIndex(
            model_name='coupon',
            index=models.Index(fields=['batch', 'state', 'id'], name='coupon_of_batch'),
        ),
        migrations.AddIndex(
            model_name='coupon',
            index=models.Index(condition=models.Q(('member__isnull', False)), fields=['member', '-id'], name='coupon_of_member'),
        ),
        migrations.AddIndex(
            model_name='coupon',
            index=models.Index(condition=models.Q(('state__in', ['created', 'issued'])), fields=['expires_at'], name='coupon_due'),
        ),
        migrations.AddIndex(
            model_name='coupon',
            index=models.Index(condition=models.Q(('issued_order__isnull', False)), fields=['issued_order'], name='coupon_of_order'),
        ),
        migrations.AddConstraint(
            model_name='coupon',
            constraint=models.UniqueConstraint(fields=('normal',), name='coupon_normal'),
        ),
        migrations.AddConstraint(
            model_name='coupon',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('issued_at__isnull', True), ('source', '')), ('issued_at__isnull', False), _connector='OR'), name='coupon_issued'),
        ),
        migrations.AddConstraint(
            model_name='coupon',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', False), ('state', 'revoked')), models.Q(models.Q(('state', 'revoked'), _negated=True), ('revoked_at__isnull', True)), _connector='OR'), name='coupon_revoked'),
        ),
        migrations.AddConstraint(
            model_name='couponcounter',
            constraint=models.UniqueConstraint(fields=('batch', 'coupon'), name='coupon_counter_key', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='couponcounter',
            constraint=models.CheckConstraint(condition=models.Q(('over__gte', 0), ('reserved__gte', 0), ('used__gte', 0), models.Q(('cap__isnull', True), ('cap__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('used'), '+', models.F('reserved')), '-', models.F('over'))), _connector='OR')), name='coupon_counter_within_cap'),
        ),
        migrations.AddConstraint(
            model_name='couponmembercounter',
            constraint=models.UniqueConstraint(fields=('batch', 'member', 'period_key'), name='coupon_member_counter_key'),
        ),
        migrations.AddConstraint(
            model_name='couponmembercounter',
            constraint=models.CheckConstraint(condition=models.Q(('over__gte', 0), ('reserved__gte', 0), ('used__gte', 0), models.Q(('cap__isnull', True), ('cap__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('used'), '+', models.F('reserved')), '-', models.F('over'))), _connector='OR')), name='coupon_member_counter_within_cap'),
        ),
        migrations.AddIndex(
            model_name='couponreservation',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['coupon'], name='coupon_reservation_open'),
        ),
        migrations.AddIndex(
            model_name='couponreservation',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['expires_at'], name='coupon_reservation_due'),
        ),
        migrations.AddConstraint(
            model_name='couponreservation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('order__isnull', False), ('shop__isnull', True), ('token__isnull', True)), models.Q(('expires_at__isnull', False), ('order__isnull', True), ('shop__isnull', False), ('token__isnull', False)), _connector='OR'), name='coupon_reservation_of'),
        ),
        migrations.AddConstraint(
            model_name='couponreservation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end', ''), ('ended_at__isnull', True)), models.Q(models.Q(('end', ''), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='coupon_reservation_end'),
        ),
        migrations.AddConstraint(
            model_name='couponreservation',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('order', 'coupon'), name='coupon_reservation_order'),
        ),
        migrations.AddIndex(
            model_name='couponentry',
            index=models.Index(fields=['coupon', 'id'], name='coupon_entry_story'),
        ),
        migrations.AddIndex(
            model_name='couponentry',
            index=models.Index(fields=['act', 'at'], name='coupon_entry_funnel'),
        ),
        migrations.AddConstraint(
            model_name='couponentry',
            constraint=models.UniqueConstraint(condition=models.Q(('act', 'used')), fields=('order', 'coupon'), name='coupon_used_once'),
        ),
        migrations.AddConstraint(
            model_name='couponentry',
            constraint=models.UniqueConstraint(condition=models.Q(('act', 'restored')), fields=('order', 'coupon'), name='coupon_restored_once'),
        ),
        migrations.AddConstraint(
            model_name='couponentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act__in', ['used', 'restored']), _negated=True), ('order__isnull', False), _connector='OR'), name='coupon_entry_order'),
        ),
        migrations.RunSQL(
            GUARDS, "".join(f"drop function campaigns_{table}_guard();" for table in reversed(GUARDED))
        ),
        *_guards(),
        *_never_deleted(),
        laws.append_only("campaigns_couponentry"),
        _watch(),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(give, migrations.RunPython.noop),
        migrations.RunPython(schedule, migrations.RunPython.noop),
    ]
