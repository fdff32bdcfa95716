"""Exact limits for codes, and the permissions Django does not make by itself."""

from importlib import import_module

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

app_role = import_module("loyalty.migrations.0003_app_role")


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        schema_editor.execute(f"grant update, delete on loyalty_sentcodes to {role}")


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0004_first_program")]
    operations = [
        migrations.AlterModelOptions(
            name="account",
            options={
                "permissions": [
                    ("view_ledger", "Can see points, lots and statements"),
                    ("adjust_points", "Can adjust points"),
                ],
                "verbose_name": "account",
                "verbose_name_plural": "accounts",
            },
        ),
        migrations.AlterModelOptions(
            name="member",
            options={
                "permissions": [
                    ("unmask_member", "Can see contacts and full names"),
                    ("block_member", "Can block and unblock members"),
                ],
                "verbose_name": "member",
                "verbose_name_plural": "members",
            },
        ),
        migrations.AlterField(  # the label only: "May" was also the month
            model_name="apikey",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("quotes", "price carts"),
                        ("preview", "price carts at another instant"),
                        ("orders", "create, complete and cancel orders"),
                        ("returns", "take goods back"),
                        ("returns.group", "take back goods sold by other shops of the group"),
                        ("members", "find members, read balance and history"),
                        ("enrol", "enrol members"),
                        ("adjust", "adjust points"),
                        ("events", "send events"),
                    ],
                    max_length=32,
                ),
                size=None,
                verbose_name="Allowed",
            ),
        ),
        migrations.CreateModel(
            name="SentCodes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(choices=[("sign_in", "sign-in"), ("burn", "burn of points")], max_length=10),
                ),
                ("index", models.BinaryField(max_length=32)),
                (
                    "sent",
                    django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), size=None),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("purpose", "index"), name="sent_codes_contact")],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
