from datetime import timedelta

import pytest

from loyalty.instance.keep_drill import keep_drill
from loyalty.instance.last_drill import last_drill
from tests.builders import NOON

pytestmark = pytest.mark.usefixtures("db")
REPORT = {"rows": 10, "backup_bytes": 1_000}


def test_there_may_have_been_no_drill() -> None:
    assert last_drill() is None


def test_the_last_drill_counts_good_or_not() -> None:
    # given
    keep_drill(at=NOON, ok=True, report=REPORT)
    keep_drill(at=NOON + timedelta(days=1), ok=False, report=REPORT)
    # when
    last = last_drill()
    # then
    assert last is not None
    assert (last.at, last.ok, last.rows, last.backup_bytes) == (NOON + timedelta(days=1), False, 10, 1_000)


def test_a_drill_is_overdue_after_a_month_and_its_grace() -> None:
    keep_drill(at=NOON, ok=True, report=REPORT)
    last = last_drill()
    assert last is not None
    assert not last.is_overdue(at=NOON + timedelta(days=35))
    assert last.is_overdue(at=NOON + timedelta(days=35, seconds=1))
