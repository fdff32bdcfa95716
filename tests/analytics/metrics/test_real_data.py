"""Metrics of the imported real data, against DuckDB over the package's own files: every figure of every period."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from analytics.engines.engine import opened_engine
from analytics.figures.models import Period
from analytics.metrics.metric import metrics
from analytics.rollup.mark_due import mark_due
from loyalty.program.current import program
from loyalty.shops.models import Shop
from tests.analytics.metrics.histories import as_figures
from tests.analytics.metrics.raw import METRICS, raw_receipts
from tests.journey import households

NIGHT = datetime(2018, 1, 5, 20, 0, tzinfo=UTC)


@pytest.mark.usefixtures("journey")
def test_every_figure_is_what_duckdb_counts_from_the_receipts() -> None:
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

    # when everything is counted
    mark_due(at=NIGHT, since=None, zone=program().zone)
    counted = 0
    with opened_engine(list(Period.objects.all())) as figures_of:
        for code, sql in METRICS.items():
            ours = {
                (kind, starts, cut, shops[int(of)] if cut == "shop" else of, key): sums
                for (kind, starts, cut, of, key), sums in as_figures(figures_of(metrics[code])).items()
            }

            # then it is what the receipts say
            assert ours, code
            assert ours == as_figures(raw.execute(sql).fetchall()), code
            counted += len(ours)
    assert counted > 290_000


def _late(day: date) -> datetime:
    """A minute before midnight in Moscow."""
    return datetime(day.year, day.month, day.day, 20, 59, tzinfo=UTC)
