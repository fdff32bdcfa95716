"""ANALYTICS_URL chooses the engine, says what is wrong with it, and costs web and workers nothing where it is empty."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import analytics_url
from config.analytics_url import Analytics, read_analytics_url

ROOT = Path(__file__).resolve().parent.parent.parent
_START = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings_static"
os.environ["ANALYTICS_URL"] = "duckdb:///warehouse"
import config.wsgi, config.celery, sys
config.celery.app.loader.import_default_modules()
import analytics.tasks, analytics.engines.engine, analytics.rollup.roll_up
print(sorted({"ibis", "duckdb", "pyarrow", "pandas", "pyspark", "adbc_driver_postgresql"} & set(sys.modules)))
"""


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", Analytics(engine="postgresql")),
        ("postgresql://reader@replica/loyalty", Analytics(engine="postgresql")),
        ("duckdb:///var/warehouse", Analytics(engine="duckdb", warehouse=Path("/var/warehouse"))),
        (
            "spark://master:7077?warehouse=/var/warehouse",
            Analytics(engine="spark", warehouse=Path("/var/warehouse"), master="spark://master:7077"),
        ),
        ("duckdb://var/warehouse", "three slashes"),
        ("duckdb:///", "whole path"),
        ("spark://master?warehouse=/var/warehouse", "spark://host:port"),
        ("spark://master:7077?warehouse=var", "whole path"),
        ("mysql://localhost/x", "must be empty or start with"),
    ],
)
def test_it_is_read_or_refused(url: str, said: Analytics | str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analytics_url, "find_spec", lambda name: name)  # the extra `spark` is large
    if isinstance(said, Analytics):
        assert read_analytics_url(url) == said
    else:
        with pytest.raises(ImproperlyConfigured, match=said):
            read_analytics_url(url)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    # given a machine without DuckDB and Spark
    def find_spec(name: str) -> Any:
        return None if name in ("duckdb", "pyspark") else name

    monkeypatch.setattr(analytics_url, "find_spec", find_spec)

    # then the start says what to install
    with pytest.raises(ImproperlyConfigured, match=r"duckdb is not there: pip install 'loyalty\[analytics\]'"):
        read_analytics_url("duckdb:///w")
    with pytest.raises(ImproperlyConfigured, match=r"duckdb, pyspark is not there: pip install 'loyalty\[spark\]'"):
        read_analytics_url("spark://master:7077?warehouse=/w")


def test_processes_start_without_the_engines() -> None:
    done = subprocess.run([sys.executable, "-c", _START], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
