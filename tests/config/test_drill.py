import os
from collections.abc import Mapping
from dataclasses import replace

import pytest

from config.drill import CannotDrill, differences, drill, keep
from config.embedded import APP_ROLE, OWNER_ROLE
from loyalty.instance.last_drill import last_drill
from tests.environment import TEMPLATE
from tests.loyalty.ledger.points import give


def _environment(database: str) -> Mapping[str, str]:
    urls = {
        name: os.environ[name].replace(f"/{TEMPLATE}?", f"/{database}?")
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    return {**os.environ, **urls}


def test_a_good_backup_is_restored_proved_and_fenced(own_database: str) -> None:
    # given
    give(10)
    # when
    found = drill(environment=_environment(own_database))
    # then
    assert found.ok
    assert found.fenced
    assert found.lost == {}
    assert found.proof["queries"][0]["rows"] == 1
    assert found.rows > found.tables > 30
    assert 0 < found.backup_bytes < found.database_bytes
    assert set(found.seconds) == {"backup", "restore", "prove"}
    # and staff see it, the bad ones too
    for one in (found, replace(found, fenced=False)):
        keep(environment=_environment(own_database), found=one)
        kept = last_drill()
        assert kept is not None
        assert (kept.at.isoformat(), kept.ok, kept.rows) == (one.at, one.ok, one.rows)
    # but not where books are broken, rows are lost, or the copy may write to people
    assert not replace(found, proof={**found.proof, "ok": False}).ok
    assert not replace(found, lost={"public.loyalty_entry": (2, 1)}).ok
    assert not replace(found, fenced=False).ok


def test_lost_and_foreign_tables_differ() -> None:
    there, here = {"kept": 2, "shorter": 3, "gone": 1}, {"kept": 2, "shorter": 2, "new": 0}
    assert differences(there, here) == {"gone": (1, -1), "new": (-1, 0), "shorter": (3, 2)}


def test_a_server_that_does_not_answer_is_a_sentence() -> None:
    nowhere = f"postgresql://{OWNER_ROLE}:@/loyalty?host=/nowhere"
    with pytest.raises(CannotDrill, match="does not answer"):
        drill(environment={"DATABASE_OWNER_URL": nowhere, "DATABASE_URL": nowhere.replace(OWNER_ROLE, APP_ROLE)})
