"""Writes the expressions of metrics as PostgreSQL's SQL (see `sql.py`)."""

from pathlib import Path

import ibis

from analytics.metrics.build import derived_of, rows_of
from analytics.metrics.derived import derived
from analytics.metrics.metric import metrics


def compile_metrics(*, folder: Path) -> int:
    """How many files there are now: one for each metric and derived table, and no others."""
    tables = {code: derived_of(code) for code, _table in derived} | {code: rows_of(metric) for code, metric in metrics}
    texts = {f"{code}.sql": f"{ibis.to_sql(table, dialect='postgres')}\n" for code, table in tables.items()}
    for old in folder.glob("*.sql"):
        if old.name not in texts:
            old.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return len(texts)
