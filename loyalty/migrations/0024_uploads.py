"""Files that employees upload, what they take away, and which role may do either."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import loyalty.clock

app_role = import_module("loyalty.migrations.0003_app_role")

MAY = {
    "Owner": [
        "import_product", "export_product", "import_member", "export_member", "import_openings", "export_openings",
        "view_upload", "view_export",
    ],
    "Marketer": ["import_product", "export_product", "export_member", "view_upload"],
    "Analyst": ["export_product", "export_member", "export_openings", "view_upload"],
    "Integrator": ["import_product", "export_product", "view_upload"],
}
EVERY = {"loyalty.uploads": (10, "jobs"), "loyalty.purge_uploads": (3600, "jobs")}  # seconds, queue
APPEND_ONLY = """
create trigger append_only before update or delete on loyalty_export
  for each row execute function loyalty_forbid_change();
create trigger append_only_truncate before truncate on loyalty_export
  for each statement execute function loyalty_forbid_change();
alter table loyalty_export enable always trigger append_only;
alter table loyalty_export enable always trigger append_only_truncate;
"""


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update, delete on loyalty_uploadfile, loyalty_uploadfault to {role}")
        schema_editor.execute(f"grant update on loyalty_upload to {role}")


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    config = apps.get_app_config("loyalty")
    config.models_module = True  # see 0006
    create_permissions(config, verbosity=0, using=using, apps=apps)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for name, codenames in MAY.items():
        group = apps.get_model("auth", "Group").objects.using(using).get(name=name)
        group.permissions.add(*permissions.filter(content_type__app_label="loyalty", codename__in=codenames))


def schedule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    for task, (seconds, queue) in EVERY.items():
        interval, _created = intervals.get_or_create(every=seconds, period="seconds")
        defaults = {"task": task, "interval": interval, "queue": queue, "expire_seconds": 10 * seconds}
        tasks.get_or_create(name=task, defaults=defaults)


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0023_audit"), ("django_celery_beat", "__latest__")]
    operations = [
        migrations.AlterModelOptions(
            name="member",
            options={"permissions": [("unmask_member", "Can see contacts and full names"), ("block_member", "Can block and unblock members"), ("import_member", "Can import members"), ("export_member", "Can export members")], "verbose_name": "member", "verbose_name_plural": "members"},
        ),
        migrations.AlterModelOptions(
            name="product",
            options={"permissions": [("import_product", "Can import products"), ("export_product", "Can export products")], "verbose_name": "product", "verbose_name_plural": "products"},
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("products", "goods"), ("members", "members"), ("openings", "opening balances")], max_length=10, verbose_name="What")),
                ("state", models.CharField(choices=[("checking", "being checked"), ("checked", "waits for a decision"), ("loading", "being loaded"), ("stopped", "stopped"), ("done", "loaded"), ("failed", "could not be read")], default="checking", max_length=10, verbose_name="State")),
                ("name", models.CharField(max_length=255, verbose_name="File")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveIntegerField(verbose_name="Bytes")),
                ("columns", models.JSONField(default=list, verbose_name="Columns")),
                ("at", models.DateTimeField(verbose_name="When")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="Confirmed")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="Ended")),
                ("advanced_at", models.DateTimeField()),
                ("lease_until", models.DateTimeField(null=True)),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="Rows")),
                ("rows_done", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("preview", models.JSONField(default=list)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="Who")),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "permissions": [("import_openings", "Can import opening balances")],
                "indexes": [models.Index(condition=models.Q(("state__in", ["checking", "loading"])), fields=["advanced_at"], name="upload_open")],
            },
        ),
        migrations.CreateModel(
            name="UploadFile",
            fields=[
                ("upload", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="file", serialize=False, to="loyalty.upload")),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="UploadFault",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phase", models.CharField(max_length=5)),
                ("row", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=64)),
                ("code", models.CharField(max_length=64)),
                ("upload", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="faults", to="loyalty.upload")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("upload", "phase", "row"), name="upload_fault_row")],
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(choices=[("products", "goods"), ("members", "members"), ("openings", "opening balances")], max_length=10, verbose_name="What")),
                ("format", models.CharField(max_length=4, verbose_name="Format")),
                ("rows", models.PositiveBigIntegerField(verbose_name="Rows")),
                ("full", models.BooleanField(verbose_name="With personal data")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="Reason")),
                ("at", models.DateTimeField(verbose_name="When")),
                ("recorded_at", models.DateTimeField(db_default=loyalty.clock.ClockTimestamp(), verbose_name="Recorded")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="Who")),
            ],
            options={
                "verbose_name": "export",
                "verbose_name_plural": "exports",
                "permissions": [("export_openings", "Can export balances")],
                "constraints": [models.CheckConstraint(condition=models.Q(("full", False), models.Q(("reason", ""), _negated=True), _connector="OR"), name="export_full_has_reason")],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, "drop trigger append_only on loyalty_export; drop trigger append_only_truncate on loyalty_export"),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(give, migrations.RunPython.noop),
        migrations.RunPython(schedule, migrations.RunPython.noop),
    ]
