"""What the app role may take away of history, by functions that keep what must be kept; and when it does."""

from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

app_role = import_module("loyalty.migrations.0003_app_role")

# (table, what may go, the column that says when)
PURGED = {
    "loyalty_purge_job_runs": ("loyalty_jobrun", "finished_at < {before}", "90 days"),
    "loyalty_purge_deliveries": ("loyalty_delivery", "state = 'done' and ended_at < {before}", "90 days"),
    "loyalty_purge_proofs": (
        "loyalty_event",
        """kind = 'books.proved' and recorded_at < {before}
           and not exists (select from loyalty_delivery d where d.event_id = e.id)""",
        "400 days",
    ),
}

EVENT_GUARD = """
create function loyalty_event_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then  -- results of old proofs may go; nobody has the right to but loyalty_purge_proofs
    if old.kind = 'books.proved' and old.recorded_at < clock_timestamp() - interval '400 days' then
      return old;
    end if;
  end if;
  raise exception 'table % is append-only (% refused)', tg_table_name, tg_op using errcode = '42501';
end $$;
drop trigger append_only on loyalty_event;
create trigger append_only before update or delete on loyalty_event
  for each row execute function loyalty_event_guard();
alter table loyalty_event enable always trigger append_only;
"""
PLAIN_GUARD = """
drop trigger append_only on loyalty_event;
create trigger append_only before update or delete on loyalty_event
  for each row execute function loyalty_forbid_change();
alter table loyalty_event enable always trigger append_only;
drop function loyalty_event_guard();
"""


def _function(name: str) -> migrations.RunSQL:
    """Runs as the owner of the tables, whoever calls; a caller can ask for less than it may, and never for more."""
    table, condition, kept = PURGED[name]
    before = f"least(before, clock_timestamp() - interval '{kept}')"
    return migrations.RunSQL(
        f"""
        create function {name}(before timestamptz, batch integer) returns bigint
          language sql security definer set search_path = public, pg_temp as $$
          with gone as (
            delete from {table} where id in (
              select id from {table} e where {condition.format(before=before)} limit batch)
            returning 1)
          select count(*) from gone $$;
        revoke all on function {name}(timestamptz, integer) from public;
        """,
        f"drop function {name}(timestamptz, integer)",
    )


def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = app_role._other_role(schema_editor)  # noqa: SLF001
    if role is not None:
        for name in PURGED:
            schema_editor.execute(f"grant execute on function {name}(timestamptz, integer) to {role}")


def schedule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    db = schema_editor.connection.alias
    crontabs = apps.get_model("django_celery_beat", "CrontabSchedule").objects.using(db)
    tasks = apps.get_model("django_celery_beat", "PeriodicTask").objects.using(db)
    night, _created = crontabs.get_or_create(minute="20", hour="4", timezone="Europe/Moscow")
    tasks.get_or_create(name="loyalty.purge", defaults={"task": "loyalty.purge", "crontab": night, "queue": "jobs"})


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0020_limits"), ("django_celery_beat", "__latest__")]
    operations = [
        migrations.RunSQL(EVENT_GUARD, PLAIN_GUARD),
        *map(_function, PURGED),
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(schedule, migrations.RunPython.noop),
    ]
