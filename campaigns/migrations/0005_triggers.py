"""Points for events: triggers with their versions, what came of each event, and counters that know them."""

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

WRITE = ["view_triggercampaign", "add_triggercampaign", "change_triggercampaign", "view_triggerresult"]
READ = ["view_triggercampaign", "view_triggerresult"]
ROLES = {"Owner": WRITE, "Marketer": WRITE, "Approver": READ, "Analyst": READ, "Support": READ}


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update on campaigns_triggercampaign to {role}")


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


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0004_shards'),
        ('loyalty', '0028_lapsed_orders'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TriggerCampaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=64, unique=True, verbose_name='Code')),
                ('title_ru', models.CharField(help_text='As in «+100 баллов за отзыв».', max_length=100, verbose_name='For what, in Russian')),
                ('title_en', models.CharField(help_text='As in “+100 points for a review”.', max_length=100, verbose_name='For what, in English')),
                ('is_on', models.BooleanField(default=False, verbose_name='Is on')),
            ],
            options={
                'verbose_name': 'points for an event',
                'verbose_name_plural': 'points for events',
            },
        ),
        migrations.CreateModel(
            name='TriggerResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(choices=[('given', 'points given'), ('member', 'the member is blocked or has left'), ('rule', 'the member does not meet the conditions'), ('limit', 'the member has had it as often as they may'), ('budget', 'the budget is used up')], max_length=8, verbose_name='What came of it')),
                ('points', models.BigIntegerField(default=0, verbose_name='Points')),
                ('at', models.DateTimeField(verbose_name='When')),
                ('recorded_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
            ],
            options={
                'verbose_name': 'event and its points',
                'verbose_name_plural': 'events and their points',
            },
        ),
        migrations.CreateModel(
            name='TriggerVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='Version')),
                ('terms', models.JSONField(verbose_name='Terms')),
                ('created_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp(), verbose_name='Since')),
            ],
            options={
                'verbose_name': 'version of points for an event',
                'verbose_name_plural': 'versions of points for events',
            },
        ),
        migrations.AddField(
            model_name='budgetentry',
            name='event',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.event'),
        ),
        migrations.AlterField(
            model_name='budgetcounter',
            name='campaign',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='counters', to='campaigns.campaign'),
        ),
        migrations.AlterField(
            model_name='budgetentry',
            name='order',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.order'),
        ),
        migrations.AddConstraint(
            model_name='budgetentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('event__isnull', False), ('order__isnull', True)), models.Q(('event__isnull', True), ('order__isnull', False)), _connector='OR'), name='budget_entry_cause'),
        ),
        migrations.AddField(
            model_name='budgetcounter',
            name='trigger',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='counters', to='campaigns.triggercampaign'),
        ),
        migrations.AddConstraint(
            model_name='budgetcounter',
            constraint=models.UniqueConstraint(fields=('trigger', 'budget', 'scope_key', 'period_key', 'shard'), name='budget_counter_trigger'),
        ),
        migrations.AddConstraint(
            model_name='budgetcounter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('campaign__isnull', True), ('trigger__isnull', False)), models.Q(('campaign__isnull', False), ('trigger__isnull', True)), _connector='OR'), name='budget_counter_owner'),
        ),
        migrations.AddField(
            model_name='triggerresult',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.event'),
        ),
        migrations.AddField(
            model_name='triggerresult',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.member', verbose_name='Member'),
        ),
        migrations.AddField(
            model_name='triggerresult',
            name='trigger',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='campaigns.triggercampaign', verbose_name='For what'),
        ),
        migrations.AddField(
            model_name='triggerversion',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Author'),
        ),
        migrations.AddField(
            model_name='triggerversion',
            name='trigger',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='campaigns.triggercampaign'),
        ),
        migrations.AddField(
            model_name='triggerresult',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.triggerversion'),
        ),
        migrations.AddField(
            model_name='triggercampaign',
            name='version',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.triggerversion'),
        ),
        migrations.AddConstraint(
            model_name='triggerversion',
            constraint=models.UniqueConstraint(fields=('trigger', 'number'), name='trigger_version_number'),
        ),
        migrations.AddIndex(
            model_name='triggerresult',
            index=models.Index(fields=['member', '-at'], name='trigger_result_member'),
        ),
        migrations.AddConstraint(
            model_name='triggerresult',
            constraint=models.UniqueConstraint(fields=('event', 'trigger'), name='trigger_result_once'),
        ),
        migrations.AddConstraint(
            model_name='triggerresult',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code', 'given'), ('points__gt', 0)), models.Q(models.Q(('code', 'given'), _negated=True), ('points', 0)), _connector='OR'), name='trigger_result_points'),
        ),
        migrations.AddConstraint(
            model_name='triggercampaign',
            constraint=models.CheckConstraint(condition=models.Q(('is_on', False), ('version__isnull', False), _connector='OR'), name='trigger_on_has_version'),
        ),
        laws.append_only("campaigns_triggerversion"),
        laws.append_only("campaigns_triggerresult"),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
