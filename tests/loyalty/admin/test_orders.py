"""Orders and returns: found by number or by the member, told on one page with the trace in the staff's language."""

import pytest
from django.test import Client
from django.urls import reverse

from loyalty.purchase.models import Order
from tests.builders import a_cart, a_return, an_order, some_points
from tests.cast import ANNA_PHONE, Cast
from tests.loyalty.admin.roles import SignIn


@pytest.fixture
def sold(cast: Cast) -> Order:
    """Two coffees of 450 roubles, 300 points paid, one coffee returned."""
    some_points(cast.anna, 500)
    a_return(an_order(cast.lesnaya, a_cart(cast.anna, burn=300), number="R-77"), 1_000, number="RET-1")
    an_order(cast.other_shop, a_cart(cast.boris), number="R-78")
    an_order(cast.other_shop, a_cart(), number="G-1")
    return Order.objects.get(external_id="R-77")


def numbers(browser: Client, **asked: str | int) -> list[str]:
    page = browser.get(reverse("admin:loyalty_order_changelist"), asked)
    return sorted(order.external_id for order in page.context["cl"].result_list)


def page_of(browser: Client, order: Order) -> str:
    text: str = browser.get(reverse("admin:loyalty_order_change", args=[order.pk])).content.decode()
    return text.replace("\u00a0", " ")


def test_orders_are_found_by_number_by_a_part_of_it_and_by_the_member(sold: Order, sign_in: SignIn) -> None:
    browser = sign_in("Support")
    assert numbers(browser, q="R-77") == ["R-77"]
    assert numbers(browser, q="r-7") == ["R-77", "R-78"]
    assert numbers(browser, q=ANNA_PHONE) == ["R-77"]
    assert numbers(browser, q="X") == []


def test_orders_are_filtered(sold: Order, cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in("Support")
    assert numbers(browser, shop__id__exact=cast.other_shop.pk) == ["G-1", "R-78"]
    assert numbers(browser, state__exact="cancelled") == []
    assert numbers(browser, member=cast.anna) == ["R-77"]
    assert numbers(browser, period="last_month") == []


def test_links_lead_to_the_moves_of_one_order_and_nobody_asks_by_other_columns(sold: Order, sign_in: SignIn) -> None:
    browser = sign_in()
    moves = reverse("admin:loyalty_operation_changelist")
    assert browser.get(moves, {"order__id__exact": sold.pk}).context["cl"].result_list
    assert browser.get(moves, {"reason__regex": "(a+)+$"}).status_code == 400
    members = reverse("admin:loyalty_member_changelist")
    assert browser.get(members, {"last_name__startswith": "К"}).status_code == 400  # the name is masked for some


def test_the_page_tells_what_was_sold_and_why(sold: Order, sign_in: SignIn) -> None:
    page = page_of(sign_in("Support", language="en"), sold)
    for amount in ("₽900.00", "−₽300.00", "₽600.00", "−₽300.00"):
        assert amount in page
    assert "earned 30 points, spent 300 points" in page
    assert "after returns 15 points were taken back, 150 points given back" in page
    assert "RET-1" in page
    assert "5%" in page
    assert "Most points allowed" in page


def test_the_trace_speaks_the_language_of_the_page(sold: Order, sign_in: SignIn) -> None:
    russian, english = page_of(sign_in("Support"), sold), page_of(sign_in("Support", language="en"), sold)
    assert "900 ₽" in russian
    assert "₽900" in english


def test_a_short_sale_says_so(sold: Order, sign_in: SignIn) -> None:
    Order.objects.filter(pk=sold.pk).update(short_points=12)
    page = page_of(sign_in("Support", language="en"), sold)
    assert "12 points were missing" in page
    assert "R-77" in sign_in("Support").get(reverse("admin:index")).content.decode()


def test_a_guest_receipt_has_nobody(sold: Order, sign_in: SignIn) -> None:
    page = page_of(sign_in("Support", language="en"), Order.objects.get(external_id="G-1"))
    assert "guest: nobody showed a card" in page


def test_a_return_made_in_another_shop_names_the_seller(cast: Cast, sign_in: SignIn) -> None:
    # given a shop of the same group that takes the goods back
    cast.other_shop.group = cast.lesnaya.group
    cast.other_shop.save(update_fields=["group"])
    sold = an_order(cast.lesnaya, a_cart(cast.anna), number="R-1")
    a_return(sold, 1_000, number="RET-9", shop=cast.other_shop)

    # then its line says who had sold them
    listed = sign_in("Support").get(reverse("admin:loyalty_return_changelist")).content.decode()
    assert "RET-9" in listed
    assert "Хлеб на Садовой" in listed
    assert "«Кофе на Лесной»" in listed or "“Кофе на Лесной”" in listed


def test_returns_are_found_by_either_number(sold: Order, sign_in: SignIn) -> None:
    browser, address = sign_in("Support"), reverse("admin:loyalty_return_changelist")
    for term in ("RET-1", "R-77"):
        assert [row.external_id for row in browser.get(address, {"q": term}).context["cl"].result_list] == ["RET-1"]
    assert not browser.get(address, {"q": "R-78"}).context["cl"].result_list


@pytest.mark.parametrize("name", ["operation", "entry", "lot"])
def test_the_ledger_is_found_by_the_member_and_by_the_order(sold: Order, sign_in: SignIn, name: str) -> None:
    browser, address = sign_in("Support"), reverse(f"admin:loyalty_{name}_changelist")
    everything = {row.pk for row in browser.get(address).context["cl"].result_list}
    annas = {row.pk for row in browser.get(address, {"q": ANNA_PHONE}).context["cl"].result_list}
    orders = {row.pk for row in browser.get(address, {"q": "R-78"}).context["cl"].result_list}
    assert annas
    assert orders
    assert not annas & orders
    assert annas < everything
