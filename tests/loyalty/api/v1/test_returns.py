from typing import Any

import pytest

from loyalty.purchase.models import Return
from loyalty.shops.models import Scope
from tests.builders import a_key, a_shop, an_integration, some_points
from tests.cast import ANNA_CARD, Cast
from tests.loyalty.api.till import COFFEE, Till

ANNA = {"kind": "card", "value": ANNA_CARD}


@pytest.fixture
def till(cast: Cast) -> Till:
    """A till that sold two coffees and a cake, 300 of 1 800 roubles paid with points, and delivered them."""
    some_points(cast.anna, 300)
    till = Till(cast.key)
    cake = {"line_id": "2", "sku": "B-1", "quantity": "0.750", "price": "1200.00"}
    burn = {"mode": "amount", "points": "300"}
    sold = till.order("R-1", member=ANNA, lines=[COFFEE, cake], burn=burn, delivery={"price": "199.00"})
    assert sold.status == 201
    return till


def back(till: Till, number: str, *, query: str = "", **body: Any) -> Any:
    return till.post(f"orders/R-1/returns{query}", {"external_id": number, **body})


ONE = [{"line_id": "1", "quantity": "1"}]


def test_partial_returns_add_up_to_the_whole(till: Till) -> None:
    # when
    parts = [
        back(till, "RET-1", lines=ONE),
        back(till, "RET-2", lines=[{"line_id": "2", "quantity": "0.25"}]),
        back(till, "RET-3", lines=[*ONE, {"line_id": "2", "quantity": "0.5"}], delivery=True),
    ]

    # then
    assert [part.status for part in parts] == [201, 201, 201]
    assert sum(float(part.json["money"]) for part in parts) == 1_699.0
    assert sum(int(part.json["points_returned"][0]["amount"]) for part in parts) == 300
    assert sum(int(part.json["points_taken"][0]["amount"]) for part in parts) == 75
    left = parts[-1].json["order"]
    assert left["lines"] == [{"line_id": "1", "quantity": "0"}, {"line_id": "2", "quantity": "0"}]
    assert left["member"]["balances"][0]["available"] == "300"


def test_a_dry_run_keeps_nothing(till: Till) -> None:
    # when
    trial = back(till, "RET-1", query="?dry_run=1", lines=ONE)
    real = back(till, "RET-1", query="?dry_run=0", lines=ONE)

    # then
    assert (trial.status, real.status) == (201, 201)
    assert trial.json == real.json
    assert Return.objects.count() == 1


def test_a_refused_dry_run_says_what_is_left(till: Till) -> None:
    answer = back(till, "RET-1", query="?dry_run=1", lines=[{"line_id": "1", "quantity": "2.5"}])

    assert (answer.status, answer.json["code"], answer.json["left"]) == (422, "return_exceeds_order", "2")


def test_a_misspelt_dry_run_is_not_a_return(till: Till) -> None:
    for query in ("?dryrun=1", "?dry_run=true", "?dry_run="):
        assert back(till, "RET-1", query=query, lines=ONE).status == 400
    assert not Return.objects.exists()


def test_the_same_return_again_is_the_same_return(till: Till) -> None:
    # given
    first = back(till, "RET-1", lines=ONE)

    # when
    again = back(till, "RET-1", lines=ONE)
    with_other_goods = back(till, "RET-1", lines=[{"line_id": "1", "quantity": "2"}])

    # then
    assert (again.status, again.json["money"]) == (200, first.json["money"])
    assert (with_other_goods.status, with_other_goods.json["code"]) == (409, "return_already_made")


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({}, 422, "nothing_to_return", "lines"),
        ({"lines": [{"line_id": "1", "quantity": "0"}]}, 422, "nothing_to_return", "lines[0].quantity"),
        ({"lines": [{"line_id": "9", "quantity": "1"}]}, 422, "unknown_line", "lines[0].line_id"),
        ({"lines": ONE * 2}, 422, "line_repeated", "lines[1].line_id"),
        ({"lines": [{"line_id": "1", "quantity": "3"}]}, 422, "return_exceeds_order", "lines[0].quantity"),
        ({"lines": ONE * 2_001}, 413, "too_many_items", "lines"),
        ({"lines": [{"line_id": "1", "quantity": "-1"}]}, 400, "invalid_value", "lines[0].quantity"),
        ({"lines": [{"line_id": "1"}]}, 400, "missing_field", "lines[0].quantity"),
    ],
)
def test_what_a_return_may_be(till: Till, body: dict[str, Any], status: int, code: str, field: str) -> None:
    answer = back(till, "RET-1", **body)

    assert (answer.status, answer.json["code"], answer.json["field"]) == (status, code, field)


def test_another_shop_of_the_group_takes_goods_back(cast: Cast, till: Till) -> None:
    # given
    neighbour = a_shop("lesnaya-2", group=cast.lesnaya.group)
    allowed = Till(a_key(an_integration(neighbour)))
    not_allowed = Till(a_key(an_integration(neighbour, name="Без права"), scopes=[Scope.RETURNS]))

    # when
    by_allowed = back(allowed, "RET-1", shop="lesnaya", lines=ONE)
    by_not_allowed = back(not_allowed, "RET-2", shop="lesnaya", lines=ONE)
    without_the_shop = back(allowed, "RET-3", lines=ONE)

    # then
    assert (by_allowed.status, by_allowed.json["money"]) == (201, "375.00")
    assert (by_not_allowed.status, by_not_allowed.json["scope"]) == (403, "returns.group")
    assert without_the_shop.status == 404
    assert Return.objects.get().shop_id == neighbour.pk


def test_a_shop_of_another_group_does_not_exist(cast: Cast, till: Till) -> None:
    foreign = back(Till(cast.other_key), "RET-1", shop="lesnaya", lines=ONE)
    absent = back(Till(cast.other_key), "RET-1", shop="nowhere", lines=ONE)

    assert foreign.status == absent.status == 404
    assert {**foreign.json, "request_id": ""} == {**absent.json, "request_id": ""}


def test_an_order_that_is_not_completed_is_not_returned(cast: Cast) -> None:
    till = Till(cast.key)
    till.order("R-1", state="placed")

    assert back(till, "RET-1", lines=ONE).json["code"] == "order_not_completed"
