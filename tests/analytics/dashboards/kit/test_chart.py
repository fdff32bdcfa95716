"""What of a chart is seen first."""

import pytest

from analytics.dashboards.kit.chart import Chart, Head
from analytics.dashboards.kit.league import column


@pytest.mark.parametrize(
    ("drawn", "hidden", "first"), [(1, 0, "drawing"), (2, 2, "drawing"), (1, 1, "drawing"), (1, 2, "table")]
)
def test_a_league_that_tells_most_in_its_table_opens_as_one(drawn: int, hidden: int, first: str) -> None:
    columns = [column(str(number), [None], is_drawn=number < drawn) for number in range(drawn + hidden)]
    chart = Chart(
        code="league", title="", kind="league", corner="", heads=(Head(name="one"),), series=tuple(columns),
    )  # fmt: skip
    assert chart.first == first
