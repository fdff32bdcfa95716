"""Metrics of the imported real data, against DuckDB over the package's own files: every figure of every period."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from analytics.engines.duckdb import by_duckdb
from analytics.engines.engine import opened_engine
from analytics.figures.models import Period
from analytics.metrics.metric import metrics
from analytics.rollup.mark_due import mark_due
from analytics.warehouse.fill import fill
from loyalty.program.current import program
from loyalty.shops.models import Shop
from tests.analytics.metrics.histories import as_figures
from tests.analytics.metrics.raw import METRICS, raw_receipts
from tests.journey import households

NIGHT = datetime(2018, 1, 5, 20, 0, tzinfo=UTC)


@pytest.mark.usefixtures("own_journey")
def test_every_figure_is_what_duckdb_counts_from_the_receipts(tmp_path: Path) -> None:
    # given households that joined in the middle of their year, two of three in a shop
    shops = dict(Shop.objects.values_list("pk", "code"))
    place = sorted(shops)
    joined = [
        (household, member, date(2017, 1, 1) + timedelta(days=household % 300), place[household % 50])
        for household, member in households().items()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "update loyalty_member set joined_at = %s, shop_id = %s where id = %s",
            [(_late(day), shop if household % 3 else None, member) for household, member, day, shop in joined],
        )
    raw = raw_receipts(
        today=NIGHT.date(),
        joined=[(household, day, shops[shop] if household % 3 else None) for household, _member, day, shop in joined],
    )

    # when everything is counted, by PostgreSQL and by DuckDB over a warehouse
    mark_due(at=NIGHT, since=None, zone=program().zone)
    periods = list(Period.objects.all())
    with opened_engine(periods) as figures_of:
        found = {code: as_figures(figures_of(metric)) for code, metric in metrics}
    fill(at=NIGHT, folder=tmp_path)
    with by_duckdb(periods, warehouse=tmp_path) as figures_of:
        for code, metric in metrics:
            # then both say the same
            assert as_figures(figures_of(metric)) == found[code], code

    # and it is what the receipts say
    counted = 0
    for code, sql in METRICS.items():
        ours = {
            (kind, starts, cut, shops[int(of)] if cut == "shop" else of, key): sums
            for (kind, starts, cut, of, key), sums in found[code].items()
        }
        assert ours, code
        assert ours == as_figures(raw.execute(sql).fetchall()), code
        counted += len(ours)
    assert counted > 290_000


def _late(day: date) -> datetime:
    """A minute before midnight in Moscow."""
    return datetime(day.year, day.month, day.day, 20, 59, tzinfo=UTC)
