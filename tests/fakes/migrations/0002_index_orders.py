"""A migration of tomorrow that builds an index beside the tills."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cabinet", "0001_wider_units")]
    operations = [
        migrations.RunSQL(
            "create index concurrently order_tomorrow on loyalty_order (channel)",
            "drop index concurrently order_tomorrow",
        )
    ]
