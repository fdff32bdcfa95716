import json
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.utils import translation

from loyalty.proofs import proofs
from tests.loyalty.ledger.points import give


def proved(*arguments: str) -> str:
    out = StringIO()
    call_command("prove", *arguments, stdout=out)
    return out.getvalue()


def plant(owner: psycopg.Connection[tuple[Any, ...]]) -> None:
    """One point too many, behind the triggers' back."""
    with owner.transaction():
        owner.execute("alter table loyalty_account disable trigger user")
        owner.execute("update loyalty_account set active = active + 1")
        owner.execute("alter table loyalty_account enable trigger user")


def test_every_law_has_its_line(own_database: str) -> None:
    # given
    give(10)
    # when
    with translation.override("en"):
        table = proved()
    # then
    assert [line.split()[0] for line in table.splitlines()[1:]] == sorted(code for code, _proof in proofs)
    assert "No lot was activated or expired twice" in table


def test_json_is_one_object(own_database: str) -> None:
    give(10)
    report = json.loads(proved("--json"))
    assert report["ok"] is True
    first = report["queries"][0]
    assert (first["code"], first["rows"], first["violations"], first["ids"]) == ("Q-01", 1, 0, [])
    assert set(first) == {"code", "title", "rows", "violations", "ids", "ms"}


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_a_broken_law_is_an_exit_code(
    own_database: str, owner_connection: psycopg.Connection[tuple[Any, ...]], arguments: tuple[str, ...]
) -> None:
    # given
    give(10)
    plant(owner_connection)
    # when
    with pytest.raises(SystemExit) as left:
        proved(*arguments)
    # then
    assert left.value.code == 1
