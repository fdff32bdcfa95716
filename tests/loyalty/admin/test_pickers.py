"""Searching instead of typing codes."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from loyalty.catalogue.models import Category, Collection, Product
from tests.cast import ANNA_PHONE, Cast
from tests.loyalty.admin.roles import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods(cast: Cast) -> None:
    food = Category.objects.create(code="food", name="Продукты")
    Category.objects.create(code="coffee", name="Кофе", parent=food)
    Product.objects.create(sku="A-1", name="Кофе молотый", brand="Lavazza", category=food)
    Product.objects.create(sku="A-10", name="Чай с мятой 100 г", brand="Ahmad", category=food)
    Product.objects.create(sku="50%_OFF", name="Кофеварка", brand="Ёлка")
    Collection.objects.create(code="spring", name="Весна")


def _found(client: Client, what: str, **asked: Any) -> list[str]:
    answer = client.get(f"/admin/pick/{what}/", asked)
    assert answer.status_code == 200
    return [one["code"] for one in answer.json()["results"]]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("кофе", ["A-1", "50%_OFF"]), ("КОФЕ мол", ["A-1"]), ("lava", ["A-1"]), ("A-1", ["A-1", "A-10"]),
        ("мят 100", ["A-10"]), ("50%", ["50%_OFF"]), ("_", []), ("ёлк", ["50%_OFF"]), ("офе", []), ("'; --", []),
        ("& | ! ( :*", []),
    ],
)  # fmt: skip
def test_products_are_found_by_code_and_by_the_beginnings_of_words(
    goods: None, sign_in: SignIn, typed: str, codes: list[str]
) -> None:
    assert sorted(_found(sign_in(), "sku", q=typed)) == sorted(codes)


def test_a_product_with_exactly_the_code_comes_first(goods: None, sign_in: SignIn) -> None:
    assert _found(sign_in(), "sku", q="A-1")[0] == "A-1"


@pytest.mark.parametrize(
    ("what", "typed", "codes"),
    [
        ("category", "коф", ["coffee"]), ("brand", "Л", ["Ёлка"]), ("brand", "a", ["Ahmad", "Lavazza"]),
        ("collection", "вес", ["spring"]), ("shop", "лесн", ["lesnaya"]), ("shop_group", "Коф", ["Кофе"]),
        ("unit", "балл", ["BONUS"]), ("channel", "касс", ["pos"]), ("tier", "", []),
    ],
)  # fmt: skip
def test_everything_else_is_found_by_its_name(
    goods: None, sign_in: SignIn, what: str, typed: str, codes: list[str]
) -> None:
    assert [code for code in _found(sign_in(), what, q=typed) if code != "STATUS"] == codes


def test_codes_get_their_names_and_categories_the_names_above_them(goods: None, sign_in: SignIn) -> None:
    client = sign_in()
    assert client.get("/admin/pick/category/", {"code": ["coffee", "nobody"]}).json() == {
        "results": [{"code": "coffee", "name": "Кофе", "more": "Продукты"}], "more": False
    }  # fmt: skip
    for what, code in [("sku", "A-1"), ("shop", "lesnaya"), ("unit", "BONUS"), ("collection", "spring")]:
        assert _found(client, what, code=[code]) == [code]


def test_a_member_is_found_by_phone_and_by_name_and_nobody_by_nothing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in()
    assert _found(client, "member", q=ANNA_PHONE) == [str(cast.anna)]
    assert _found(client, "member", q="Анна") == [str(cast.anna)]
    assert _found(client, "member", code=[str(cast.boris), "x", "9" * 30]) == [str(cast.boris)]
    assert _found(client, "member") == []


def test_who_may_not_see_things_may_not_search_for_them(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("Cashier lead")
    assert client.get("/admin/pick/sku/").status_code == 403
    assert client.get("/admin/pick/member/").status_code == 200
    assert client.get("/admin/pick/nothing/").status_code == 404


def test_products_are_searched_by_indexes(goods: None) -> None:
    """However many there are: with sequential scans forbidden none is needed."""
    from loyalty.admin import catalogue_pickers as pickers

    given: dict[str, Any] = {"code": "A-1%", "exact": "A-1", "words": "кофе:*", "looked_at": 300, "most": 20}
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(f"explain {pickers._PRODUCTS}", given)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan" not in plan
    assert "product_words" in plan
