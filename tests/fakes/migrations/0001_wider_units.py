"""A migration of tomorrow that needs a table for itself, which every order reads."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "alter table loyalty_unit add column tomorrow integer", "alter table loyalty_unit drop column tomorrow"
        )
    ]
