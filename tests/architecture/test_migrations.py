"""The migrations say what the models say, and none of them stops the tills."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

LAST_BEFORE_FIRST_USE = "0015_instance"  # up to here every table was empty when its migration ran
# (migration, what `_dangers` says): why it may. For tables that are small in every installation.
ACCEPTED: dict[tuple[str, str], str] = {
    ("0027_tiers", "Raw SQL operation"): "triggers on a table that the same migration makes",
    ("0027_campaigns_scope", "Alter field scopes on apikey"): "one more choice: no statement is sent",
    ("0029_coupons_scope", "Alter field scopes on apikey"): "one more choice: no statement is sent",
    ("0029_certificates", "Alter field scopes on apikey"): "two more choices: no statement is sent",
    ("0031_segments_scope", "Alter field scopes on apikey"): "one more choice: no statement is sent",
}

_BREAKS = (
    migrations.RemoveField, migrations.DeleteModel, migrations.RenameField, migrations.RenameModel,
    migrations.AlterModelTable, migrations.AlterUniqueTogether,
)  # fmt: skip
# In hand-written SQL: what reads or writes every row under a lock, or takes away what the version before still uses.
_REWRITES = re.compile(
    r"create (unique )?index (?!concurrently)|set not null|drop (table|column)|alter column \S+ (set data )?type"
    r"|rename (column|to)|add (constraint|check|unique|primary|foreign)(?![^;]*not valid)|lock table"
    r"|(?<!before )\btruncate\b",
    re.IGNORECASE,
)


def test_no_model_change_lacks_its_migration(db: None) -> None:
    said = StringIO()
    call_command(
        "makemigrations",
        "loyalty",
        "cabinet",
        "segments",
        "campaigns",
        "analytics",
        check_changes=True,
        dry_run=True,
        stdout=said,
    )
    assert said.getvalue().startswith("No changes detected")


def test_migrations_neither_lock_large_tables_nor_break_the_version_that_still_runs() -> None:
    own = [migration for (app, _name), migration in MigrationLoader(None).disk_migrations.items() if app == "loyalty"]
    later = [migration for migration in own if migration.name > LAST_BEFORE_FIRST_USE]
    assert len(own) > len(later)
    found = {(migration.name, danger) for migration in later for danger in _dangers(migration)}
    assert found - ACCEPTED.keys() == set()


def _dangers(migration: migrations.Migration) -> Iterator[str]:
    """What would lock a filled table for long, fail the version before this one, or not be undone."""
    made = {each.name_lower for each in migration.operations if isinstance(each, migrations.CreateModel)}
    for each in migration.operations:
        if getattr(each, "model_name_lower", None) not in made and _is_dangerous(each, migration):
            yield each.describe()
        elif not migration.atomic and not _may_wait_for_long(each):
            yield f"{each.describe()} (without a transaction migrate waits for locks without end)"


def _may_wait_for_long(each: Operation) -> bool:
    """What takes no lock that a till would queue behind."""
    concurrent = (AddIndexConcurrently, RemoveIndexConcurrently, ValidateConstraint)
    return isinstance(each, concurrent) or (isinstance(each, migrations.RunSQL) and "concurrently" in str(each.sql))


def _is_dangerous(each: Operation, migration: migrations.Migration) -> bool:
    if isinstance(each, migrations.SeparateDatabaseAndState):
        return any(_is_dangerous(inner, migration) for inner in each.database_operations)
    if isinstance(each, migrations.AlterField):
        return _alters_column(each, migration)
    if isinstance(each, migrations.RunSQL) and _REWRITES.search(str(each.sql)):
        return True
    if isinstance(each, migrations.AddField):
        field = each.field
        return not (field.null or field.many_to_many or field.has_db_default())
    if isinstance(each, migrations.AddIndex | migrations.RemoveIndex):
        return not isinstance(each, AddIndexConcurrently | RemoveIndexConcurrently)
    if isinstance(each, migrations.AddConstraint):
        return not isinstance(each, AddConstraintNotValid)
    return isinstance(each, _BREAKS) or not each.reversible


def _alters_column(each: migrations.AlterField, migration: migrations.Migration) -> bool:
    """Words and choices are not in the database."""
    loader, node = MigrationLoader(None), (migration.app_label, migration.name)
    before = loader.project_state([node], at_end=False) if node in loader.graph.nodes else loader.project_state()
    was = before.models[migration.app_label, each.model_name_lower].fields[each.name]
    return _column(was) != _column(each.field)


def _column(field: models.Field[Any, Any]) -> tuple[object, ...]:
    _name, path, args, kwargs = field.deconstruct()
    return path, args, {name: value for name, value in kwargs.items() if name not in field.non_db_attrs}


_INDEX = models.Index(fields=["kind"], name="event_kind")
_CHECK = models.CheckConstraint(condition=~models.Q(kind=""), name="event_has_kind")
_NEW = migrations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True))])


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("event", "weight", models.IntegerField()),
        migrations.AddField("event", "weight", models.IntegerField(default=0)),  # the version before inserts no value
        migrations.AddIndex("event", _INDEX),
        migrations.AddConstraint("event", _CHECK),
        migrations.RemoveField("event", "kind"),
        migrations.RenameField("event", "kind", "sort"),
        migrations.DeleteModel("Event"),
        migrations.AlterField("event", "kind", models.TextField()),
        migrations.RemoveIndex("event", "event_kind"),
        migrations.SeparateDatabaseAndState([migrations.RemoveField("event", "kind")]),
        migrations.RunSQL("select 1"),
        migrations.RunSQL("create index event_kind on loyalty_event (kind)", "drop index event_kind"),
        migrations.RunSQL("truncate loyalty_event", migrations.RunSQL.noop),
        migrations.RunSQL("alter table loyalty_event alter kind set not null", migrations.RunSQL.noop),
        migrations.RunSQL("alter table loyalty_event add constraint c check (kind <> '')", migrations.RunSQL.noop),
    ],
    ids=lambda operation: operation.describe(),
)
def test_the_lint_sees_what_is_dangerous(operation: Operation) -> None:
    assert list(_dangers(_migration(operation))) == [operation.describe()]


def test_without_a_transaction_only_what_is_concurrent_may_run() -> None:
    column = migrations.AddField("event", "weight", models.IntegerField(null=True))
    index = AddIndexConcurrently("event", _INDEX)
    (found,) = _dangers(_migration(index, column, ValidateConstraint("event", "event_has_kind"), atomic=False))
    assert found.startswith(column.describe())


def test_the_lint_lets_the_safe_forms_pass() -> None:
    safe = [
        migrations.AddField("event", "weight", models.IntegerField(null=True)),
        migrations.AddField("event", "size", models.IntegerField(db_default=0)),
        AddIndexConcurrently("event", _INDEX),
        AddConstraintNotValid("event", _CHECK),
        _NEW,
        migrations.AddField("thing", "weight", models.IntegerField()),  # an empty table of the same migration
        migrations.AlterField("event", "kind", models.CharField(verbose_name="sort", max_length=64)),
        migrations.RunSQL("select 1", migrations.RunSQL.noop),
        migrations.RunSQL(
            "create trigger append_only_truncate before truncate on loyalty_thing", migrations.RunSQL.noop
        ),
        migrations.RunSQL("grant select, insert on loyalty_thing to app", migrations.RunSQL.noop),
        migrations.RunSQL("create index concurrently event_kind on loyalty_event (kind)", "drop index event_kind"),
        migrations.RunSQL(
            "alter table loyalty_event add constraint c check (kind <> '') not valid", migrations.RunSQL.noop
        ),
    ]
    assert list(_dangers(_migration(*safe))) == []


def _migration(*operations: Operation, atomic: bool = True) -> migrations.Migration:
    fields = {"operations": operations, "atomic": atomic}
    made: type[migrations.Migration] = type("Migration", (migrations.Migration,), fields)
    return made("9999_of_tomorrow", "loyalty")
