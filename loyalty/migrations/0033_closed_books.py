"""Months that are closed stay as they are: nothing is dated into them; and what points were worth at which time."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import loyalty.clock

laws = import_module("loyalty.migrations.0002_laws")

# Tills date what they do now, and pay nothing for this: only what has a past date asks. It takes the lock's shared side
# in one statement and reads in the next, so whoever closes waits for it, or it sees that they have closed.
GUARD = """
create function loyalty_open_books() returns trigger language plpgsql as $$
declare closed timestamptz;
begin
  perform pg_advisory_xact_lock_shared(8, 1);
  select max(until) into closed from loyalty_booksclosing;
  if new.at < closed then
    raise exception 'the books are closed until %: nothing is dated % any more', closed, new.at
      using errcode = '23514', constraint = 'books_closed';
  end if;
  return new;
end $$;
create trigger open_books before insert on loyalty_operation for each row
  when (new.at < clock_timestamp() - interval '10 minutes') execute function loyalty_open_books();
alter table loyalty_operation enable always trigger open_books;

create function loyalty_closing_grows() returns trigger language plpgsql as $$
begin
  if new.until <= (select max(until) from loyalty_booksclosing) then
    raise exception 'closed books are not opened again'
      using errcode = '23514', constraint = 'closing_grows';
  end if;
  return new;
end $$;
create trigger closing_grows before insert on loyalty_booksclosing for each row
  execute function loyalty_closing_grows();
alter table loyalty_booksclosing enable always trigger closing_grows;

create function loyalty_keep_price() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' or new.step_kopecks is distinct from old.step_kopecks then
    insert into loyalty_unitprice (unit_id, step_kopecks) values (new.id, new.step_kopecks);
  end if;
  return null;
end $$;
create trigger keep_price after insert or update on loyalty_unit for each row execute function loyalty_keep_price();
alter table loyalty_unit enable always trigger keep_price;
insert into loyalty_unitprice (unit_id, step_kopecks) select id, step_kopecks from loyalty_unit order by id;
"""
UNGUARD = """
drop trigger keep_price on loyalty_unit; drop function loyalty_keep_price();
drop trigger closing_grows on loyalty_booksclosing; drop function loyalty_closing_grows();
drop trigger open_books on loyalty_operation; drop function loyalty_open_books();
"""


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0032_relay_every_second")]
    operations = [
        migrations.CreateModel(
            name="UnitPrice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step_kopecks", models.PositiveIntegerField(null=True)),
                ("at", models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="prices", to="loyalty.unit")),
            ],
            options={"indexes": [models.Index(fields=["unit", "-at"], name="unit_price_at")]},
        ),
        migrations.CreateModel(
            name="BooksClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField(unique=True)),
                ("principal", models.CharField(max_length=12)),
                ("principal_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=loyalty.clock.ClockTimestamp())),
            ],
        ),
        laws.append_only("loyalty_unitprice"),
        laws.append_only("loyalty_booksclosing"),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
