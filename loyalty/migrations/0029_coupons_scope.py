"""One more scope of API keys: coupons."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0030_campaign_limit'),
    ]

    operations = [
        migrations.AlterField(
            model_name='apikey',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('quotes', 'price carts'), ('preview', 'price carts at another instant'), ('orders', 'create, complete and cancel orders'), ('returns', 'take goods back'), ('returns.group', 'take back goods sold by other shops of the group'), ('members', 'find members, read balance and history'), ('enrol', 'enrol members'), ('adjust', 'adjust points'), ('events', 'send events'), ('coupons', 'check, reserve and release coupons'), ('campaigns', 'edit, publish and stop campaigns')], max_length=32), size=None, verbose_name='Allowed'),
        ),
    ]
