"""The committed SQL is what the expressions say."""

from pathlib import Path

from analytics.metrics.compile_metrics import compile_metrics
from analytics.metrics.sql import FOLDER


def test_committed_sql_is_up_to_date(tmp_path: Path) -> None:
    # when the expressions are compiled
    count = compile_metrics(folder=tmp_path)

    # then nothing differs from what is committed: `manage.py analytics compile` mends it
    committed = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == committed
    assert len(committed) == count
