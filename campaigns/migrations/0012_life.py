"""Tags of campaigns, what a version does without on purpose; marketers publish within the limit of their role."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    permission = apps.get_model("auth", "Permission").objects.using(using).get(codename="publish_campaign")
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name="Marketer"):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0007_results"), ("loyalty", "0030_campaign_limit")]
    operations = [
        migrations.AddField(
            model_name="campaign",
            name="tags",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=32), db_default=[], default=list, blank=True, size=None,
                verbose_name="Tags",
            ),
        ),
        migrations.AddField(
            model_name="campaignversion",
            name="waived",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=8), db_default=[], default=list, size=None
            ),
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]  # fmt: skip
