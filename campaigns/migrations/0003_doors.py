"""Who may see, edit and publish campaigns, and when their states follow their dates."""

from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SEE = ["view_campaign", "view_campaignversion", "view_campaignlane"]
_EDIT = ["add_campaign", "change_campaign"]
ROLES = {
    "Owner": [*_SEE, *_EDIT, "publish_campaign", "add_campaignlane", "change_campaignlane"],
    "Marketer": [*_SEE, *_EDIT],
    "Approver": [*_SEE, "publish_campaign"],
    "Analyst": _SEE,
    "Support": _SEE,
    "Integrator": _SEE,
}


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    config = apps.get_app_config("campaigns")
    config.models_module = True  # Django makes permissions after the last migration; they are needed now
    create_permissions(config, verbosity=0, using=using, apps=apps)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for name, codenames in ROLES.items():
        group = apps.get_model("auth", "Group").objects.using(using).get(name=name)
        group.permissions.add(*permissions.filter(content_type__app_label="campaigns", codename__in=codenames))


def schedule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    interval, _created = intervals.get_or_create(every=1, period="minutes")
    name = "loyalty.campaign_states"
    tasks.get_or_create(name=name, defaults={"task": name, "interval": interval, "queue": "jobs"})


class Migration(migrations.Migration):

    dependencies = [
        ("campaigns", "0002_laws"),
        ("loyalty", "0006_role_permissions"),
        ("django_celery_beat", "__latest__"),
    ]
    operations = [
        migrations.RunPython(give, migrations.RunPython.noop),
        migrations.RunPython(schedule, migrations.RunPython.noop),
    ]
