"""The committed SQL is what the expressions say."""

from pathlib import Path

from analytics.metrics.compile_metrics import compile_metrics
from analytics.metrics.derived import derived
from analytics.metrics.metric import metrics
from analytics.metrics.sql import rows_sql


def test_committed_sql_is_up_to_date(tmp_path: Path) -> None:
    # when the expressions are compiled
    assert compile_metrics(folder=tmp_path) == len(metrics) + len(derived)

    # then nothing differs from what is committed: `manage.py analytics compile` mends it
    for code in (code for registry in (metrics, derived) for code, _any in registry):
        assert (tmp_path / f"{code}.sql").read_text() == rows_sql(code)
