"""One box on the first page leads to the one page that is meant."""

from urllib.parse import quote

import pytest
from django.test import Client

from loyalty.purchase.models import Order
from tests.builders import a_cart, an_order
from tests.cast import ANNA_CARD, ANNA_EMAIL, Cast
from tests.loyalty.admin.roles import SignIn

pytestmark = pytest.mark.django_db


def _led(client: Client, term: str) -> str:
    answer = client.get("/admin/find/", {"q": term})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


@pytest.mark.parametrize("term", ["8 (912) 345-67-34", "+79123456734", ANNA_CARD, f" {ANNA_EMAIL.upper()} "])
def test_a_contact_leads_to_its_member_however_it_is_typed(cast: Cast, sign_in: SignIn, term: str) -> None:
    assert _led(sign_in(), term) == f"/admin/loyalty/member/{cast.anna}/change/"


def test_a_number_leads_to_its_order_and_two_of_them_to_the_list(cast: Cast, sign_in: SignIn) -> None:
    an_order(cast.lesnaya, a_cart(cast.anna), number="R-1")
    client = sign_in()
    assert _led(client, "R-1") == f"/admin/loyalty/order/{Order.objects.get().pk}/change/"
    an_order(cast.other_shop, a_cart(cast.vera), number="R-1")
    assert _led(client, "R-1") == "/admin/loyalty/order/?q=R-1"


def test_a_name_leads_to_the_list_and_nothing_to_the_first_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in()
    assert _led(client, "Анна") == f"/admin/loyalty/member/?q={quote('Анна')}"
    assert _led(client, " ") == "/admin/"


def test_nobody_is_led_to_what_is_not_theirs(cast: Cast, sign_in: SignIn) -> None:
    an_order(cast.other_shop, a_cart(cast.vera), number="R-9")
    assert _led(sign_in("Cashier lead"), "R-9") == "/admin/loyalty/member/?q=R-9"
    assert _led(sign_in("Integrator"), ANNA_CARD) == f"/admin/loyalty/order/?q={ANNA_CARD}"
    assert 'role="search"' in sign_in().get("/admin/").content.decode()
