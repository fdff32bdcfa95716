"""How much the campaigns that a role starts may cost in a month."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

NO_LIMIT = ("Owner", "Approver")
KOPECKS = {"Marketer": 3_000_000}


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    limits = apps.get_model("loyalty", "RoleLimit").objects.using(schema_editor.connection.alias)
    limits.filter(group__name__in=NO_LIMIT).update(campaign_kopecks=None)
    for name, kopecks in KOPECKS.items():
        limits.filter(group__name=name).update(campaign_kopecks=kopecks)


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0028_lapsed_orders")]
    operations = [
        migrations.AddField(
            model_name="rolelimit",
            name="campaign_kopecks",
            field=models.PositiveBigIntegerField(
                blank=True,
                default=0,
                help_text="The most that all campaigns one employee has started may cost in a month. Empty: no limit.",
                null=True,
                verbose_name="Campaigns, roubles a month",
            ),
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
