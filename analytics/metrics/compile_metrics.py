"""Writes the expressions of metrics as PostgreSQL's SQL (see `sql.py`)."""

from pathlib import Path

import ibis
import sqlglot
from sqlglot import exp

from analytics.metrics.build import derived_of, rows_of, summed_rows_of
from analytics.metrics.derived import derived
from analytics.metrics.metric import metrics


def compile_metrics(*, folder: Path) -> int:
    """How many files there are now: one for each metric and derived table, another for each metric whose figures are
    added up of fewer rows than stand behind them, and no others."""
    tables = {code: derived_of(code) for code, _table in derived} | {code: rows_of(metric) for code, metric in metrics}
    texts = {f"{code}.sql": _text(table) for code, table in tables.items()}
    for code, metric in metrics:
        if (summed := _text(summed_rows_of(metric))) != texts[f"{code}.sql"]:
            texts[f"{code}.summed.sql"] = summed
    for old in folder.glob("*.sql"):
        if old.name not in texts:
            old.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return len(texts)


def _text(table: ibis.Table) -> str:
    """What is referred to twice PostgreSQL would write to its disk first. It shall where rows are grouped, sorted or
    made distinct; those that are only picked and joined it reads once more."""
    parsed = sqlglot.parse_one(ibis.to_sql(table, dialect="postgres"), dialect="postgres")
    for part in parsed.find_all(exp.CTE):
        if not part.this.find(exp.Group, exp.Window, exp.Distinct):
            part.set("materialized", False)
    return f"{parsed.sql(dialect='postgres', pretty=True)}\n"
