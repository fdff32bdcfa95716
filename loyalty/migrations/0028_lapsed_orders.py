"""An order that was cancelled because its time was over may be completed after all: the goods were sold."""

from importlib import import_module

from django.db import migrations, models

laws = import_module("loyalty.migrations.0002_laws")

_START = "create function loyalty_order_guard()"
_END = "end $$;"
_GUARD = _START + laws.FUNCTIONS.partition(_START)[2].partition(_END)[0] + _END
_MOVES = "(old.state <> new.state and (old.state not in ('pending', 'placed') or new.state not in ('completed', 'cancelled')))"
_AND_LAPSED = """(old.state <> new.state
       and (old.state not in ('pending', 'placed') or new.state not in ('completed', 'cancelled'))
       and not (old.state = 'cancelled' and old.lapsed and new.state = 'completed'))
     or (old.lapsed and not new.lapsed)"""


def _guard(text: str) -> str:
    return text.replace("create function", "create or replace function", 1)


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0028_birthday"), ("loyalty", "0025_indexes")]

    operations = [
        migrations.AddField("order", "lapsed", models.BooleanField(db_default=False, default=False, editable=False)),
        migrations.RunSQL(_guard(_GUARD.replace(_MOVES, _AND_LAPSED)), _guard(_GUARD)),
    ]
