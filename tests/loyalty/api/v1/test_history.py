import pytest

from tests.builders import some_points
from tests.cast import ANNA_CARD, Cast
from tests.loyalty.api.till import Till

ANNA = {"kind": "card", "value": ANNA_CARD}


def test_every_line_says_why(cast: Cast) -> None:
    # given
    till = Till(cast.key, language="en")
    some_points(cast.anna, 100)
    till.order("R-1", member=ANNA, burn={"mode": "max"})

    # when
    answer = till.get(f"members/{cast.anna}/history")

    # then
    lines = [(item["kind"], item["points"], item["order"]) for item in answer.json["items"]]
    assert lines == [("earn", "40", "R-1"), ("burn", "-100", "R-1"), ("opening", "100", None)]
    assert "Кофе на Лесной" in answer.json["items"][0]["text"]
    assert answer.json["items"][0]["at"].endswith("+03:00")
    assert answer.json["next"] is None


def test_numbers_of_other_shops_orders_stay_theirs(cast: Cast) -> None:
    Till(cast.other_key).order("SECRET-1", member=ANNA)

    answer = Till(cast.key).get(f"members/{cast.anna}/history")

    assert (answer.json["items"][0]["points"], answer.json["items"][0]["order"]) == ("45", None)
    assert b"SECRET-1" not in answer.bytes


def test_pages_follow_each_other(cast: Cast) -> None:
    # given
    for points in range(1, 121):
        some_points(cast.anna, points)
    till = Till(cast.key)

    # when
    pages, cursor = [], ""
    while True:
        page = till.get(f"members/{cast.anna}/history{cursor}").json
        pages.append([int(item["points"]) for item in page["items"]])
        if page["next"] is None:
            break
        cursor = f"?cursor={page['next']}"

    # then
    assert [len(page) for page in pages] == [50, 50, 20]
    assert [points for page in pages for points in page] == list(range(120, 0, -1))


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1.5", "١", "9" * 30, "%00", "1;drop"])
def test_a_cursor_is_one_of_ours(cast: Cast, cursor: str) -> None:
    answer = Till(cast.key).get(f"members/{cast.anna}/history?cursor={cursor}")

    assert (answer.status, answer.json["field"]) == (400, "cursor")
