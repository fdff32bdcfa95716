"""Accounts can be frozen; how long jobs took; and who may freeze, settle what is parked, and keep the schedule."""

import django.db.models.deletion
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import loyalty.clock

APPEND_ONLY = """
create trigger append_only before update or delete on loyalty_freeze
  for each row execute function loyalty_forbid_change();
create trigger append_only_truncate before truncate on loyalty_freeze
  for each statement execute function loyalty_forbid_change();
alter table loyalty_freeze enable always trigger append_only;
alter table loyalty_freeze enable always trigger append_only_truncate;
"""
FREELY = "drop trigger append_only on loyalty_freeze; drop trigger append_only_truncate on loyalty_freeze;"

RUNNING = ["view_delivery", "view_jobrun", "settle_parked"]
ROLES = {
    "Owner": [
        *RUNNING, "view_freeze", "freeze_account", "unfreeze_account", "view_confirmation", "confirm_restore",
        "view_periodictask", "change_periodictask",
    ],
    "Approver": ["view_freeze", "freeze_account", "unfreeze_account"],
    "Support": ["view_freeze", "freeze_account"],
    "Integrator": RUNNING,
}  # fmt: skip


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    for label in ("loyalty", "django_celery_beat"):
        # As in migration 0006: Django makes permissions after the last migration, and they are needed now.
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, verbosity=0, using=using, apps=apps)
        config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for name, codenames in ROLES.items():
        group = apps.get_model("auth", "Group").objects.using(using).filter(name=name).first()
        if group is not None:
            ours = permissions.filter(content_type__app_label__in=["loyalty", "django_celery_beat"])
            group.permissions.add(*ours.filter(codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0018_signs"), ("django_celery_beat", "__latest__")]
    operations = [
        migrations.AddField("account", "frozen_at", models.DateTimeField(null=True)),
        migrations.AddField("jobrun", "took_ms", models.PositiveIntegerField(null=True)),
        migrations.CreateModel(
            name="Freeze",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("frozen", models.BooleanField()),
                ("law", models.CharField(blank=True, max_length=64)),
                ("reason", models.CharField(max_length=500, verbose_name="Reason")),
                ("principal", models.CharField(max_length=12, verbose_name="By")),
                ("principal_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(verbose_name="When")),
                ("recorded_at", models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="freezes", to="loyalty.account"
                    ),
                ),
            ],
            options={"verbose_name": "freeze of an account", "verbose_name_plural": "freezes of accounts"},
        ),
        migrations.RunSQL(APPEND_ONLY, FREELY),
        migrations.AlterModelOptions(
            name="account",
            options={
                "permissions": [
                    ("view_ledger", "Can see points, lots and statements"),
                    ("adjust_points", "Can adjust points"),
                    ("freeze_account", "Can freeze an account"),
                    ("unfreeze_account", "Can unfreeze an account"),
                ],
                "verbose_name": "account",
                "verbose_name_plural": "accounts",
            },
        ),
        migrations.AlterModelOptions(
            name="delivery",
            options={
                "permissions": [("settle_parked", "Can retry and discard parked events")],
                "verbose_name": "event delivery",
                "verbose_name_plural": "event deliveries",
            },
        ),
        migrations.AlterModelOptions(
            name="confirmation",
            options={
                "permissions": [("confirm_restore", "Can confirm a restored database")],
                "verbose_name": "confirmation",
                "verbose_name_plural": "confirmations",
            },
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
