"""The audit trail (docs/adr/0010): append-only, and written by triggers wherever settings, keys or staff change."""

from importlib import import_module

from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import loyalty.clock

laws = import_module("loyalty.migrations.0002_laws")

# Table, kind of object, and its columns: id, name, why ('' where there is none), masked, left out.
# Masked: that it changed is written, its values are not.
WATCHED = [
    ("loyalty_program", "program", "id", "name", "", "", ""),
    ("loyalty_unit", "unit", "id", "code", "", "", ""),
    ("loyalty_consenttext", "consent_text", "id", "version", "", "", "text_ru,text_en,created_at"),
    ("loyalty_shop", "shop", "id", "name", "", "", ""),
    ("loyalty_shopgroup", "shop_group", "id", "name", "", "", ""),
    ("loyalty_integration", "integration", "id", "name", "", "", "created_at"),
    ("loyalty_apikey", "key", "prefix", "name", "", "hashed_key", "created,last_used_on"),
    ("loyalty_user", "employee", "id", "", "", "password,username,first_name,last_name,email", "last_login,date_joined"),
    ("loyalty_user_groups", "employee", "user_id", "", "", "", "user_id"),
    ("loyalty_user_user_permissions", "employee", "user_id", "", "", "", "user_id"),
    ("auth_group", "role", "id", "name", "", "", ""),
    ("auth_group_permissions", "role", "group_id", "", "", "", "group_id"),
    ("loyalty_rolelimit", "role_limit", "group_id", "", "", "", ""),
    ("django_celery_beat_periodictask", "task", "id", "name", "", "", "last_run_at,total_run_count,date_changed"),
    ("django_celery_beat_intervalschedule", "schedule", "id", "", "", "", ""),
    ("django_celery_beat_crontabschedule", "schedule", "id", "", "", "", ""),
    ("loyalty_confirmation", "restore", "id", "", "reason", "", "mark,at,reason"),
]

STAMP = """
create function loyalty_audit_stamp() returns trigger language plpgsql as $$
begin  -- what the writer says of these does not count
  new.at := clock_timestamp();
  new.db_role := left(session_user, 64);
  new.application := left(current_setting('application_name'), 64);
  return new;
end $$;
create trigger audit_stamp before insert on loyalty_auditevent
  for each row execute function loyalty_audit_stamp();
alter table loyalty_auditevent enable always trigger audit_stamp;
"""
DROP_STAMP = "drop trigger audit_stamp on loyalty_auditevent; drop function loyalty_audit_stamp();"

WRITE = """
create function loyalty_audit() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  masked text[] := string_to_array(tg_argv[4], ',');
  left_out text[] := string_to_array(tg_argv[5], ',') || array['id'];
  was jsonb := case when tg_op = 'INSERT' then null else to_jsonb(old) end;
  becomes jsonb := case when tg_op = 'DELETE' then null else to_jsonb(new) end;
  whole jsonb := coalesce(becomes, was);
  told_before jsonb; told_after jsonb;
  actor jsonb := coalesce(nullif(current_setting('loyalty.actor', true), ''), '{}')::jsonb;
begin
  select jsonb_object_agg(key, case when key = any(masked) and value not in ('null', '""') then '"•••"' else value end)
    into told_before from jsonb_each(was)
    where key <> all(left_out) and (becomes is null or value is distinct from becomes -> key);
  select jsonb_object_agg(key, case when key = any(masked) and value not in ('null', '""') then '"•••"' else value end)
    into told_after from jsonb_each(becomes)
    where key <> all(left_out) and (was is null or value is distinct from was -> key);
  if tg_op = 'UPDATE' and told_after is null then
    return null;
  end if;
  insert into loyalty_auditevent (act, object_kind, object_id, object_name, principal, principal_id, ip, request_id,
                                  reason, before, after)
  values (case tg_op when 'INSERT' then 'added' when 'UPDATE' then 'changed' else 'deleted' end,
          tg_argv[0], left(whole ->> tg_argv[1], 64), left(coalesce(whole ->> tg_argv[2], ''), 200),
          coalesce(actor ->> 'kind', 'database'), (actor ->> 'id')::bigint, (actor ->> 'ip')::inet,
          coalesce(actor ->> 'request_id', ''),
          left(coalesce(whole ->> tg_argv[3], current_setting('loyalty.reason', true), ''), 500),
          told_before, told_after);
  return null;
end $$;
"""
DROP_WRITE = "drop function loyalty_audit();"


def _watch() -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(
            f"""
            create trigger audit after insert or update or delete on {table}
              for each row execute function loyalty_audit({", ".join(f"'{argument}'" for argument in arguments)});
            alter table {table} enable always trigger audit;
            """,
            f"drop trigger audit on {table};",
        )
        for table, *arguments in WATCHED
    ]


def give(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Owners read the journal; they may let other roles do so."""
    using = schema_editor.connection.alias
    config = apps.get_app_config("loyalty")
    config.models_module = True  # see 0006: permissions are made after the last migration, and needed now
    create_permissions(config, verbosity=0, using=using, apps=apps)
    config.models_module = None
    permission = apps.get_model("auth", "Permission").objects.using(using).get(codename="view_auditevent")
    apps.get_model("auth", "Group").objects.using(using).get(name="Owner").permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0022_waiting_codes'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('django_celery_beat', '__latest__'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=32, verbose_name='What')),
                ('object_kind', models.CharField(max_length=32, verbose_name='Object')),
                ('object_id', models.CharField(blank=True, max_length=64)),
                ('object_name', models.CharField(blank=True, max_length=200)),
                ('principal', models.CharField(choices=[('staff', 'employee'), ('integration', 'till or web shop'), ('member', 'member'), ('system', 'system'), ('database', 'directly in the database')], max_length=12, verbose_name='Who')),
                ('principal_id', models.BigIntegerField(null=True)),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='IP address')),
                ('request_id', models.CharField(blank=True, max_length=32, verbose_name='Request')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='Reason')),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('db_role', models.CharField(db_default='', max_length=64)),
                ('application', models.CharField(db_default='', max_length=64)),
                ('at', models.DateTimeField(db_default=loyalty.clock.ClockTimestamp(), verbose_name='When')),
            ],
            options={
                'verbose_name': 'act',
                'verbose_name_plural': 'journal of acts',
                'indexes': [models.Index(fields=['object_kind', 'object_id', '-id'], name='audit_object'), models.Index(fields=['principal', 'principal_id', '-id'], name='audit_principal'), models.Index(fields=['at'], name='audit_at')],
            },
        ),
        migrations.RunSQL(STAMP, DROP_STAMP),
        laws.append_only("loyalty_auditevent"),
        migrations.RunSQL(WRITE, DROP_WRITE),
        *_watch(),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
