"""Every registered metric is held to the same: a metric is tested by being registered."""

import gettext
import re
from pathlib import Path

import ibis
import pytest
from django.utils import translation

from analytics.figures.models import Figure, Period
from analytics.metrics.build import COLUMNS, figures_of, rows_of
from analytics.metrics.metric import Metric, metrics
from analytics.metrics.reference import reference
from analytics.metrics.sql import counted_by

PAGE = Path(__file__).resolve().parents[3] / "docs" / "metrics.md"
_OURS = gettext.translation("django", str(PAGE.parents[1] / "analytics" / "locale"), ["ru"])
every_metric = pytest.mark.parametrize("metric", [one for _code, one in metrics], ids=[code for code, _one in metrics])


@every_metric
def test_its_words_are_in_both_languages(metric: Metric) -> None:
    sentences = (metric.formula, metric.denominator, metric.over_periods, *metric.traps)
    titles = (metric.title, metric.rest, *metric.key_titles.values(), *([metric.keys] if metric.keys else []))
    for said in (*sentences, *titles):
        with translation.override("en"):
            english = str(said)
        with translation.override("ru"):
            russian = str(said)
        assert re.search("[А-Яа-я]", russian) or russian.startswith("LTV"), english
        assert not re.search("[А-Яа-я]", english)
        assert said in titles or english.endswith((".", ".)"))
        # and not in another app's, which comes first where both say the same in English
        assert _OURS.gettext(english) in (english, russian)


@every_metric
def test_its_rows_are_those_of_a_figure(metric: Metric) -> None:
    # its code and its periods and cuts are known, and fit where figures are kept
    assert re.fullmatch(r"[a-z][a-z0-9_]*", metric.code)
    assert len(metric.code) <= (Figure._meta.get_field("metric").max_length or 0)
    assert metric.kinds
    assert set(metric.kinds) <= set(Period.Kind.values)
    assert metric.cuts
    assert set(metric.cuts) <= {"all", "shop", "tier", "segment"}
    assert bool(metric.keys) or not metric.key_titles

    # the expression has the columns, in types that any engine gives, and can be written for others
    types = {name: str(kind).lstrip("!") for name, kind in rows_of(metric).schema().items()}
    assert tuple(types) == COLUMNS
    assert [types[name] for name in COLUMNS] == ["string", "date", "string", "string", "string", *["int64"] * 3]
    for dialect in ("duckdb", "pyspark"):
        assert ibis.to_sql(figures_of(metric), dialect=dialect)

    # and nothing in it asks for the time: a figure of last year is the same tomorrow
    assert not re.search(r"\bnow\(|\bcurrent_(date|time)|\blocaltime", counted_by(metric.code), re.IGNORECASE)


def test_the_page_of_the_metrics_is_up_to_date() -> None:
    assert PAGE.read_text() == reference(), "run make reference"
    assert all(f"`{code}`" in reference() for code, _metric in metrics)
