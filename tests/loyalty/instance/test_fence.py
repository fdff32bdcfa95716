import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connections, transaction
from django.test import Client
from pytest_django import Settings

from loyalty.instance.confirm_restore import confirm_restore
from loyalty.instance.fence import current_mark, is_fenced
from loyalty.instance.models import Confirmation
from loyalty.members.contacts import contact
from loyalty.messages.channels.channel import Fenced
from loyalty.messages.send import send
from tests.builders import NOON
from tests.cast import ANNA_PHONE
from tests.environment import TEMPLATE


def _write_to_anna() -> None:
    anna = contact(kind="phone", value=ANNA_PHONE)
    send(contact=anna, template="sign_in_code", language="ru", values={"code": "1", "minutes": 5}, at=NOON)


def _said(*arguments: str) -> str:
    out = StringIO()
    call_command("confirm_restore", *arguments, stdout=out)
    return out.getvalue()


def _forget_the_clones_confirmation() -> None:
    """Back to what a copy brings along: the word given for the database it was copied from."""
    with connections["owner"].cursor() as owner:
        owner.execute("delete from loyalty_confirmation where by = 'tests'")
    connections["owner"].close()


def test_a_fresh_installation_is_not_fenced(own_database: str) -> None:
    # given the word that migrate gave in the template
    first = Confirmation.objects.order_by("id")[0]
    # then it is for the template, where it was
    with connections["default"].cursor() as cursor:
        cursor.execute("select oid from pg_database where datname = %s", [TEMPLATE])
        template = str(cursor.fetchone()[0])
    cluster, _database, *rest = current_mark().split("/")
    assert (first.by, first.mark.split("/")) == ("migrate", [cluster, template, *rest])


def test_a_copy_sells_but_writes_to_nobody_until_confirmed(
    own_database: str, durable: None, settings: Settings, tmp_path: Path
) -> None:
    settings.OUTBOX_DIR = tmp_path
    # given a copy of a database
    _forget_the_clones_confirmation()
    # then it is fenced, and says so
    assert is_fenced()
    with pytest.raises(Fenced):
        _write_to_anna()
    assert not list(tmp_path.iterdir())
    ready = Client().get("/health/ready")
    assert (ready.status_code, ready.json()) == (200, {"status": "fenced"})
    with pytest.raises(SystemExit):
        _said("--check")
    # when somebody confirms it
    with pytest.raises(CommandError, match="--by NAME"):
        _said()
    _said("--by", "Olga", "--reason", "The old server burnt down")
    # then messages leave, and the word is kept
    _write_to_anna()
    [line] = (tmp_path / "messages.jsonl").read_text().splitlines()
    assert json.loads(line)["to"] == ANNA_PHONE
    assert Client().get("/health/ready").json() == {"status": "ready"}
    assert _said("--check") == "not fenced\n"
    kept = Confirmation.objects.order_by("-id")[0]
    assert (kept.by, kept.reason) == ("Olga", "The old server burnt down")


def test_another_epoch_outside_fences(db: None, settings: Settings) -> None:
    assert not is_fenced()
    settings.INSTANCE_EPOCH = "after the rollback of the disk"
    assert is_fenced()
    confirm_restore(by="Olga", reason="looked at it")
    assert not is_fenced()


@pytest.mark.parametrize("statement", ["update loyalty_confirmation set mark = ''", "delete from loyalty_confirmation"])
def test_the_app_cannot_rewrite_confirmations(db: None, statement: str) -> None:
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute(statement)
