"""What the running application may do: everything on working tables, only INSERT and SELECT on history.

Tables made by later migrations get SELECT and INSERT by default; a migration that adds a working table grants the rest.
"""

from importlib import import_module

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

laws = import_module("loyalty.migrations.0002_laws")
HISTORY: list[str] = laws.HISTORY
NEVER_DELETED: list[str] = [f"loyalty_{table}" for table in laws.NEVER_DELETED]


def _other_role(schema_editor: BaseDatabaseSchemaEditor) -> str | None:
    role: str = settings.DATABASE_APP_ROLE
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select 1 from pg_roles where rolname = %s and rolname <> current_user", [role])
        return schema_editor.connection.ops.quote_name(role) if cursor.fetchone() else None


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = _other_role(schema_editor)
    if role is None:
        return
    schema_editor.execute(f"grant usage on schema public to {role}")
    schema_editor.execute(f"grant select, insert, update, delete on all tables in schema public to {role}")
    schema_editor.execute(f"grant usage, select on all sequences in schema public to {role}")
    for table in HISTORY:
        schema_editor.execute(f"revoke update, delete on {table} from {role}")
    for table in NEVER_DELETED:
        schema_editor.execute(f"revoke delete on {table} from {role}")
    schema_editor.execute(f"alter default privileges in schema public grant select, insert on tables to {role}")
    schema_editor.execute(f"alter default privileges in schema public grant usage, select on sequences to {role}")


def revoke(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = _other_role(schema_editor)
    if role is not None:
        schema_editor.execute(f"alter default privileges in schema public revoke all on sequences from {role}")
        schema_editor.execute(f"alter default privileges in schema public revoke all on tables from {role}")
        schema_editor.execute(f"revoke all on all sequences in schema public from {role}")
        schema_editor.execute(f"revoke all on all tables in schema public from {role}")


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0002_laws"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
        ("django_celery_beat", "__latest__"),
        ("rest_framework_api_key", "__latest__"),
    ]
    operations = [migrations.RunPython(grant, revoke)]
