"""Example carts of campaigns."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import loyalty.clock

app_role = import_module("loyalty.migrations.0003_app_role")


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update, delete on campaigns_campaignexample to {role}")


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0010_referrals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CampaignExample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='Name')),
                ('cart', models.JSONField()),
                ('expected', models.JSONField()),
                ('created_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp(), editable=False, verbose_name='Created')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Author')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='examples', to='campaigns.campaign', verbose_name='Campaign')),
            ],
            options={
                'verbose_name': 'example cart',
                'verbose_name_plural': 'example carts',
                'ordering': ['campaign', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'name'), name='campaign_example_name')],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
