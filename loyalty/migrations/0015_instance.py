"""Where the database may write to people from. The server it lives on when it learns of the fence is its own."""

from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import loyalty.clock

FIRST = """
insert into loyalty_confirmation (mark, "by", reason)
select concat_ws('/', (select system_identifier from pg_control_system()),
  (select oid from pg_database where datname = current_database()),
  left(pg_walfile_name(pg_current_wal_insert_lsn()), 8), %s::text), 'migrate', 'the first server'
"""


def confirm(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FIRST, [settings.INSTANCE_EPOCH])


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0014_reminders")]
    operations = [
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=200, verbose_name="Server")),
                ("by", models.CharField(max_length=150, verbose_name="Who")),
                ("reason", models.CharField(max_length=500, verbose_name="Why")),
                ("at", models.DateTimeField(db_default=loyalty.clock.ClockTimestamp(), verbose_name="When")),
            ],
            options={"verbose_name": "confirmation", "verbose_name_plural": "confirmations"},
        ),
        migrations.RunPython(confirm, migrations.RunPython.noop),
    ]
