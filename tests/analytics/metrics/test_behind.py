"""What stands behind a figure adds up to it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from analytics.figures.read import read_figures
from analytics.metrics.behind import rows_behind
from analytics.metrics.metric import metrics
from analytics.rollup.roll_up import roll_up
from tests.builders import NOON, a_cart, a_member, a_shop, an_order

pytestmark = pytest.mark.django_db


def test_the_rows_behind_every_figure_add_up_to_it() -> None:
    # given members who come back, a guest, and two shops
    shops, members = [a_shop(), a_shop()], [a_member(), a_member()]
    for days in (0, 3, 40):
        for number, member in enumerate([*members, None]):
            an_order(shops[number % 2], a_cart(member, pieces=number + 1), at=NOON - timedelta(days=days + number))
    roll_up(at=NOON)

    # when each figure is opened
    seen = 0
    for cut in ("all", "shop"):
        for one in read_figures(
            metrics=[code for code, _metric in metrics], kind="month", since=date(2026, 1, 1), until=date(2027, 1, 1),
            cut=cut, of=None,
        ):  # fmt: skip
            asked = {
                "metric": one.metric,
                "kind": "month",
                "starts": one.starts,
                "cut": cut,
                "of": one.of,
                "key": one.key,
            }
            behind = rows_behind(**asked, most=1_000)  # type: ignore[arg-type]
            # then its rows add up, and a part of them says what all come to
            assert sum(row.numerator for row in behind.rows) == behind.numerator == one.numerator, one
            assert sum(row.denominator for row in behind.rows) == behind.denominator == one.denominator, one
            assert rows_behind(**asked, most=1, skip=1) == replace(behind, rows=behind.rows[1:2])  # type: ignore[arg-type]
            seen += 1
    assert seen >= 8
