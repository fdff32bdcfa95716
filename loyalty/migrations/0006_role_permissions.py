"""What each staff role may see and do. Owners can change it later in the admin; this is where it starts.

Nobody may add, change or delete a row of the ledger or of a purchase: verbs do that, and they ask for `adjust_points`.
"""

from collections.abc import Iterator

from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

PROGRAM = ["program", "programversion", "unit", "consenttext"]
SHOPS = ["shop", "shopgroup"]
KEYS = ["integration", "apikey"]
CATALOGUE = ["category", "product"]
PEOPLE = ["member", "identity", "consent"]
PURCHASES = ["order", "orderline", "orderpoints", "return"]
LEDGER = ["account", "lot", "entry", "hold", "operation"]
STAFF = ["user", "rolelimit"]

ROLES: dict[str, dict[str, list[str]]] = {
    "Owner": {
        "view": [*PROGRAM, *SHOPS, *KEYS, *CATALOGUE, *PEOPLE, *PURCHASES, *LEDGER, *STAFF, "event"],
        "add": [*SHOPS, *KEYS, *CATALOGUE, "unit", "consenttext", "member", "user"],
        "change": [*SHOPS, *KEYS, *CATALOGUE, *STAFF, "unit", "program", "member"],
        "delete": [*CATALOGUE],
        "may": ["unmask_member", "block_member", "view_ledger", "adjust_points"],
    },
    "Marketer": {
        "view": [*PROGRAM, *SHOPS, *CATALOGUE, *PEOPLE, *PURCHASES, "event"],
        "add": CATALOGUE,
        "change": CATALOGUE,
    },
    "Approver": {
        "view": [*PROGRAM, *SHOPS, *CATALOGUE, *PEOPLE, *PURCHASES, *LEDGER, "event"],
        "may": ["view_ledger", "adjust_points"],
    },
    "Analyst": {
        "view": [*PROGRAM, *SHOPS, *CATALOGUE, "member", *PURCHASES, *LEDGER, "event"],
        "may": ["view_ledger"],
    },
    "Support": {
        "view": [*PROGRAM, *SHOPS, *CATALOGUE, *PEOPLE, *PURCHASES, *LEDGER, "event"],
        "add": ["member"],
        "change": ["member"],
        "may": ["unmask_member", "block_member", "view_ledger", "adjust_points"],
    },
    "Cashier lead": {
        "view": ["shop", "member", "identity", *PURCHASES, *LEDGER],
        "add": ["member"],
        "may": ["view_ledger", "adjust_points"],
    },
    "Integrator": {
        "view": [*SHOPS, *KEYS, *CATALOGUE, *PURCHASES, "event"],
        "add": [*KEYS, *CATALOGUE],
        "change": [*KEYS, *CATALOGUE],
    },
}
GROUPS = {"Owner": ["view_group", "change_group"]}  # of django.contrib.auth: who may do what


def codenames(role: dict[str, list[str]]) -> Iterator[str]:
    for action, models in role.items():
        yield from (model if action == "may" else f"{action}_{model}" for model in models)


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    for label in ("auth", "loyalty"):
        # Django makes permissions after the last migration; they are needed now. It skips apps without a models module,
        # and the historical ones have none.
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, verbosity=0, using=using, apps=apps)
        config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for name, role in ROLES.items():
        group = apps.get_model("auth", "Group").objects.using(using).get(name=name)
        wanted = {("loyalty", codename) for codename in codenames(role)}
        wanted |= {("auth", codename) for codename in GROUPS.get(name, [])}
        found = {
            (permission.content_type.app_label, permission.codename): permission
            for permission in permissions.filter(codename__in=[codename for _, codename in wanted]).select_related(
                "content_type"
            )
        }
        group.permissions.add(*(found[key] for key in wanted))


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0005_sent_codes"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
