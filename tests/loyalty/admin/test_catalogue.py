"""Products with their money in roubles, found in Russian whatever the capitals; a tree without circles."""

import pytest
from django.urls import reverse

from loyalty.catalogue.models import Category, Product
from tests.loyalty.admin.roles import SignIn

PRODUCTS = "admin:loyalty_product_changelist"


@pytest.fixture
def coffee(db: None) -> Product:
    category = Category.objects.create(code="drinks", name="Напитки")
    return Product.objects.create(sku="A-1", name="Кофе Арабика", category=category, brand="Лес")


def test_cost_and_minimum_price_are_typed_in_roubles(coffee: Product, sign_in: SignIn) -> None:
    # when money and attributes are typed as people do
    browser = sign_in()
    address = reverse("admin:loyalty_product_change", args=[coffee.pk])
    sent = {
        "sku": "A-1", "name": "Кофе Арабика", "category": coffee.category_id, "brand": "Лес",
        "cost_kopecks": "90,5", "min_price_kopecks": "1 200", "attributes": "обжарка: тёмная",
    }  # fmt: skip
    assert browser.post(address, sent).status_code == 302

    # then they are kept in our units, and shown in roubles
    coffee.refresh_from_db()
    assert (coffee.cost_kopecks, coffee.min_price_kopecks) == (9_050, 120_000)
    assert coffee.attributes == {"обжарка": "тёмная"}
    shown = browser.get(address).context["adminform"].form
    assert shown.fields["min_price_kopecks"].prepare_value(shown["min_price_kopecks"].value()) == "1\u00a0200"
    assert "90,50\u00a0₽" in browser.get(reverse(PRODUCTS)).content.decode()


def test_money_that_is_not_money_is_explained(coffee: Product, sign_in: SignIn) -> None:
    answer = sign_in().post(reverse("admin:loyalty_product_change", args=[coffee.pk]), {"cost_kopecks": "дорого"})
    assert "cost_kopecks" in answer.context["adminform"].form.errors


@pytest.mark.parametrize("term", ["арабика", "КОФЕ", "a-1", "лес", "напит"])
def test_a_product_is_found_by_any_of_its_words(coffee: Product, sign_in: SignIn, term: str) -> None:
    Product.objects.create(sku="B-2", name="Чай", brand="Луг")
    page = sign_in().get(reverse(PRODUCTS), {"q": term})
    assert [product.sku for product in page.context["cl"].result_list] == ["A-1"]


def test_products_without_a_minimum_price_are_filtered(coffee: Product, sign_in: SignIn) -> None:
    Product.objects.create(sku="B-2", name="Чай", min_price_kopecks=100)
    page = sign_in().get(reverse(PRODUCTS), {"floor": "no"})
    assert [product.sku for product in page.context["cl"].result_list] == ["A-1"]


def test_a_category_cannot_be_inside_itself(sign_in: SignIn) -> None:
    root = Category.objects.create(code="root", name="Всё")
    leaf = Category.objects.create(code="leaf", name="Часть", parent=root)
    address = reverse("admin:loyalty_category_change", args=[root.pk])
    answer = sign_in().post(address, {"code": "root", "name": "Всё", "parent": leaf.pk})
    assert "parent" in answer.context["adminform"].form.errors


def test_a_marketer_keeps_the_catalogue_and_support_reads_it(coffee: Product, sign_in: SignIn) -> None:
    address = reverse("admin:loyalty_product_change", args=[coffee.pk])
    sent = {"sku": "A-1", "name": "Кофе Робуста", "category": "", "brand": "", "attributes": ""}
    assert sign_in("Support").post(address, sent).status_code == 403
    assert sign_in("Marketer").post(address, sent).status_code == 302
    coffee.refresh_from_db()
    assert coffee.name == "Кофе Робуста"
