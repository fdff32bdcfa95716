"""What campaigns have come to, by version and day; counted from the orders that are there."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

app_role = import_module("loyalty.migrations.0003_app_role")


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update, delete on campaigns_campaignresult to {role}")


def count(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Nothing in a new database: by then what counts may know tables that are not there yet."""
    if apps.get_model("loyalty", "Order").objects.filter(ruleset_number__gt=0).exists():
        from campaigns.results.rebuild import rebuild

        rebuild()


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0006_journal'),
    ]

    operations = [
        migrations.CreateModel(
            name='CampaignResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(verbose_name='Version')),
                ('day', models.DateField()),
                ('what', models.CharField(max_length=16)),
                ('amount', models.BigIntegerField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='campaigns.campaign')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('what', 'over')), fields=['-day'], name='campaign_result_over')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'version', 'day', 'what'), name='campaign_result_key')],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
