from pathlib import Path

import pytest

from loyalty.catalogue.category_codes import category_code
from loyalty.catalogue.models import Category, Product
from tests.builders import a_shop
from tests.loyalty.imports.files import a_file, load, receipts

pytestmark = pytest.mark.django_db
TEA = {"sku": "TEA", "name": "Чай", "category": "Еда > Чай", "brand": "Лист", "cost": "30.00", "is_weighed": "0"}


def test_goods_and_their_tree_are_made_and_updated(tmp_path: Path) -> None:
    # given goods loaded with a receipt
    a_shop("centre")
    source = receipts(tmp_path, {})
    load(source, products=a_file(tmp_path, [TEA, {"sku": "BAG", "name": "Пакет"}], name="goods.csv"))

    # when the file comes again with another name and no cost
    changed = a_file(tmp_path, [{**TEA, "name": "Чай чёрный", "cost": ""}], name="goods.csv")
    done = load(source, products=changed)

    # then the last word holds, and a cost that nobody states is unknown
    tea = Product.objects.get(sku="TEA")
    assert (tea.name, tea.brand, tea.cost_kopecks, done.counts.totals["products_loaded"]) == (
        "Чай чёрный",
        "Лист",
        None,
        1,
    )
    assert tea.category is not None
    assert (tea.category.code, tea.category.parent) == ("Еда/Чай", Category.objects.get(code="Еда"))
    assert Product.objects.get(sku="BAG").category is None


def test_bad_goods_are_rejected_with_a_reason(tmp_path: Path) -> None:
    a_shop("centre")
    bad = [
        TEA,
        {"sku": "X", "name": "X", "cost": "dear"},
        {"sku": "Y", "name": ""},
        {**TEA, "sku": "Z", "is_weighed": "?"},
    ]
    done = load(receipts(tmp_path, {}), products=a_file(tmp_path, bad, name="goods.csv"))
    assert Product.objects.count() == 1
    written = done.rejects[0].read_text().splitlines()
    assert [line.split(",")[1] for line in written[1:]] == [
        "bad_number: cost",
        "missing_value: name",
        "bad_flag: is_weighed",
    ]


def test_a_long_path_gets_a_code_of_its_own() -> None:
    first = category_code(("Продукты питания", "Бакалея и консервы", "Крупы и хлопья быстрого приготовления", "Гречка"))
    second = category_code(("Продукты питания", "Бакалея и консервы", "Крупы и хлопья быстрого приготовления", "Греча"))
    assert len(first) == len(second) == 64
    assert first != second
