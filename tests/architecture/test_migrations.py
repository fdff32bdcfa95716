"""The migrations say what the models say, and none of them stops the tills."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

LAST_BEFORE_FIRST_USE = "0015_instance"  # up to here every table was empty when its migration ran
# (migration, what `_dangers` says): why it may. For tables that are small in every installation.
ACCEPTED: dict[tuple[str, str], str] = {}


def test_no_model_change_lacks_its_migration(db: None) -> None:
    said = StringIO()
    call_command("makemigrations", "loyalty", "cabinet", check_changes=True, dry_run=True, stdout=said)
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
        if getattr(each, "model_name_lower", None) not in made and _is_dangerous(each):
            yield each.describe()


def _is_dangerous(each: Operation) -> bool:
    if isinstance(each, migrations.AddField):
        field = each.field
        return not (field.null or field.many_to_many or field.has_db_default())
    if isinstance(each, migrations.AddIndex):
        return not isinstance(each, AddIndexConcurrently)
    if isinstance(each, migrations.AddConstraint):
        return not isinstance(each, AddConstraintNotValid)
    breaks = (migrations.RemoveField, migrations.DeleteModel, migrations.RenameField, migrations.RenameModel)
    return isinstance(each, breaks) or not each.reversible


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
        migrations.RunSQL("select 1"),
    ],
    ids=lambda operation: operation.describe(),
)
def test_the_lint_sees_what_is_dangerous(operation: Operation) -> None:
    assert list(_dangers(_migration(operation))) == [operation.describe()]


def test_the_lint_lets_the_safe_forms_pass() -> None:
    safe = [
        migrations.AddField("event", "weight", models.IntegerField(null=True)),
        migrations.AddField("event", "size", models.IntegerField(db_default=0)),
        AddIndexConcurrently("event", _INDEX),
        AddConstraintNotValid("event", _CHECK),
        _NEW,
        migrations.AddField("thing", "weight", models.IntegerField()),  # an empty table of the same migration
        migrations.RunSQL("select 1", migrations.RunSQL.noop),
    ]
    assert list(_dangers(_migration(*safe))) == []


def _migration(*operations: Operation) -> migrations.Migration:
    made: type[migrations.Migration] = type("Migration", (migrations.Migration,), {"operations": operations})
    return made("9999_of_tomorrow", "loyalty")
