"""What is said to a campaign on its way: sent for review, sent back, paused."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import loyalty.clock

laws = import_module("loyalty.migrations.0002_laws")


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0013_owner_notices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CampaignStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('was', models.CharField(max_length=12)),
                ('to', models.CharField(max_length=12)),
                ('reason', models.CharField(max_length=500)),
                ('created_at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='campaigns.campaign')),
            ],
            options={
                'ordering': ['campaign', '-pk'],
            },
        ),
        laws.append_only("campaigns_campaignstep"),
    ]
