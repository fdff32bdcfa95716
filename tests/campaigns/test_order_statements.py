"""How many statements a sale over HTTP makes."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import some_points
from tests.campaigns.running import a_campaign
from tests.cast import ANNA_CARD, enter_cast
from tests.loyalty.api.till import COFFEE, Till

ANNA = {"kind": "card", "value": ANNA_CARD}


def test_an_order_that_claims_budgets_makes_fifteen_statements(own_database: str) -> None:
    # given a discount with a budget and a limit, and points to burn
    cast = enter_cast()
    till = Till(cast.key)
    some_points(cast.anna, 10_000)
    budgets = [{"metric": "discount", "limit": 10**9}, {"metric": "uses", "scope": "member", "limit": 100}]
    a_campaign("spring", {"percent_off": {"rate": 1_000}}, budgets=budgets)

    def sell(number: str, *, lines: int) -> int:
        goods = [{**COFFEE, "line_id": str(line)} for line in range(lines)]
        with CaptureQueriesContext(connection) as queries:
            answer = till.order(number, member=ANNA, lines=goods, burn={"mode": "amount", "points": "100"})
        assert answer.json["totals"]["discount"] == f"{90 * lines}.00"
        return len([query for query in queries if query["sql"] not in ("BEGIN", "COMMIT")])

    sell("R-1", lines=1)  # compiles the ruleset
    # when, then
    assert sell("R-2", lines=1) == sell("R-3", lines=100) <= 15
