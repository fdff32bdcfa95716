"""Writes the expressions of metrics as PostgreSQL's SQL (see `sql.py`)."""

from pathlib import Path

import ibis

from analytics.metrics.build import rows_of
from analytics.metrics.metric import metrics


def compile_metrics(*, folder: Path) -> int:
    """How many files there are now: one for each metric, and no others."""
    texts = {f"{code}.sql": f"{ibis.to_sql(rows_of(metric), dialect='postgres')}\n" for code, metric in metrics}
    for old in folder.glob("*.sql"):
        if old.name not in texts:
            old.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return len(texts)
