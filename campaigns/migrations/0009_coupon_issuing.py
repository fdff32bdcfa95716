"""Work on batches in the background, codes that were not there, and what a coupon was issued for."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import loyalty.clock

app_role = import_module("loyalty.migrations.0003_app_role")
laws = import_module("loyalty.migrations.0002_laws")


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update on campaigns_couponwork to {role}")
        schema_editor.execute(f"grant update, delete on campaigns_couponworkfile, campaigns_couponfault to {role}")


def schedule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    interval, _created = intervals.get_or_create(every=10, period="seconds")
    name = "loyalty.coupon_work"
    tasks.get_or_create(name=name, defaults={"task": name, "interval": interval, "queue": "jobs"})


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0008_coupons'),
        ('loyalty', '0028_lapsed_orders'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CouponFault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('code', models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='CouponShortage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch_code', models.CharField(max_length=64, verbose_name='Batch')),
                ('code', models.CharField(choices=[('none_left', 'no code is left'), ('stopped', 'the batch is stopped'), ('over', 'the batch is over'), ('unknown', 'there is no such batch of single-use codes')], max_length=16, verbose_name='Why')),
                ('campaign', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField(verbose_name='When')),
                ('recorded_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
            ],
            options={
                'verbose_name': 'coupon that was not there',
                'verbose_name_plural': 'coupons that were not there',
            },
        ),
        migrations.CreateModel(
            name='CouponWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('make', 'codes made'), ('load', 'codes from a file'), ('issue', 'codes issued')], max_length=8, verbose_name='What')),
                ('state', models.CharField(choices=[('running', 'under way'), ('stopped', 'stopped'), ('done', 'done'), ('failed', 'could not be done')], default='running', max_length=8, verbose_name='State')),
                ('name', models.CharField(blank=True, max_length=255, verbose_name='File')),
                ('terms', models.JSONField(default=dict)),
                ('total', models.PositiveIntegerField(verbose_name='In all')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='Done')),
                ('counts', models.JSONField(default=dict)),
                ('at', models.DateTimeField(verbose_name='When')),
                ('advanced_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True, verbose_name='Ended')),
                ('lease_until', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'work on coupons',
                'verbose_name_plural': 'works on coupons',
            },
        ),
        migrations.RemoveConstraint(
            model_name='triggerresult',
            name='trigger_result_points',
        ),
        migrations.AddField(
            model_name='coupon',
            name='seen_at',
            field=models.DateTimeField(null=True, verbose_name='Seen'),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='gives_en',
            field=models.CharField(blank=True, db_default='', max_length=150, verbose_name='What it gives, in English'),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='gives_ru',
            field=models.CharField(blank=True, db_default='', max_length=150, verbose_name='What it gives, in Russian'),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='makes_more',
            field=models.BooleanField(db_default=False, default=False, verbose_name='Make a new code when none is left'),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='terms_en',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='Conditions, in English'),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='terms_ru',
            field=models.CharField(blank=True, db_default='', max_length=300, verbose_name='Conditions, in Russian'),
        ),
        migrations.AddField(
            model_name='triggerresult',
            name='coupon',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.coupon', verbose_name='Coupon'),
        ),
        migrations.AlterField(
            model_name='triggerresult',
            name='code',
            field=models.CharField(choices=[('given', 'points given'), ('member', 'the member is blocked or has left'), ('rule', 'the member does not meet the conditions'), ('limit', 'the member has had it as often as they may'), ('budget', 'the budget is used up'), ('coupon', 'there was no coupon to issue')], max_length=8, verbose_name='What came of it'),
        ),
        migrations.AddConstraint(
            model_name='triggerresult',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code', 'given'), models.Q(('points__gt', 0), ('coupon__isnull', False), _connector='OR')), models.Q(models.Q(('code', 'given'), _negated=True), ('coupon__isnull', True), ('points', 0)), _connector='OR'), name='trigger_result_given'),
        ),
        migrations.AddField(
            model_name='couponshortage',
            name='event',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.event'),
        ),
        migrations.AddField(
            model_name='couponshortage',
            name='member',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.member'),
        ),
        migrations.AddField(
            model_name='couponshortage',
            name='order',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.order'),
        ),
        migrations.CreateModel(
            name='CouponWorkFile',
            fields=[
                ('work', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='file', serialize=False, to='campaigns.couponwork')),
                ('sealed', models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name='couponwork',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='works', to='campaigns.couponbatch', verbose_name='Batch'),
        ),
        migrations.AddField(
            model_name='couponwork',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Who'),
        ),
        migrations.AddField(
            model_name='couponfault',
            name='work',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='faults', to='campaigns.couponwork'),
        ),
        migrations.AddField(
            model_name='coupon',
            name='issued_work',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.couponwork'),
        ),
        migrations.AddConstraint(
            model_name='coupon',
            constraint=models.UniqueConstraint(condition=models.Q(('issued_order__isnull', False)), fields=('issued_order', 'batch', 'issued_campaign'), name='coupon_once_an_order'),
        ),
        migrations.AddConstraint(
            model_name='coupon',
            constraint=models.UniqueConstraint(condition=models.Q(('issued_event__isnull', False)), fields=('issued_event', 'batch'), name='coupon_once_an_event'),
        ),
        migrations.AddConstraint(
            model_name='coupon',
            constraint=models.UniqueConstraint(condition=models.Q(('issued_work__isnull', False)), fields=('issued_work', 'member'), name='coupon_once_a_work'),
        ),
        migrations.AddIndex(
            model_name='couponshortage',
            index=models.Index(fields=['batch_code', '-id'], name='coupon_shortage_batch'),
        ),
        migrations.AddIndex(
            model_name='couponwork',
            index=models.Index(condition=models.Q(('state', 'running')), fields=['id'], name='coupon_work_open'),
        ),
        migrations.AddIndex(
            model_name='couponwork',
            index=models.Index(fields=['batch', '-id'], name='coupon_work_batch'),
        ),
        migrations.AddConstraint(
            model_name='couponwork',
            constraint=models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='coupon_work_done'),
        ),
        migrations.AddConstraint(
            model_name='couponfault',
            constraint=models.UniqueConstraint(fields=('work', 'row'), name='coupon_fault_row'),
        ),
        laws.append_only("campaigns_couponshortage"),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(schedule, migrations.RunPython.noop),
    ]
