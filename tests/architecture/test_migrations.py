"""The migrations say what the models say."""

from io import StringIO

from django.core.management import call_command


def test_no_model_change_lacks_its_migration(db: None) -> None:
    said = StringIO()
    call_command("makemigrations", "loyalty", "cabinet", check_changes=True, dry_run=True, stdout=said)
    assert said.getvalue().startswith("No changes detected")
