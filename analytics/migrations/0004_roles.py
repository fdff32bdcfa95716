"""Who sees what the programme brings: those who lead it, and not the tills."""

from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ROLES = ("Owner", "Marketer", "Approver", "Analyst")


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    config = apps.get_app_config("analytics")  # the permissions are needed now, not after all migrations
    config.models_module = True
    create_permissions(config, verbosity=0, using=using, apps=apps)
    config.models_module = None
    permission = apps.get_model("auth", "Permission").objects.using(using).get(
        content_type__app_label="analytics", codename="view_figure"
    )
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=ROLES):
        group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0003_prices'),
        ('loyalty', '0006_role_permissions'),
    ]

    operations = [
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
