"""The first page: one line for the books, today's numbers, what needs attention, and honest empty places."""

from datetime import timedelta

import pytest
from django.urls import reverse

from loyalty.clock import now
from loyalty.ledger.keep_proof import keep_proof
from loyalty.ledger.prove import Checked, Report
from loyalty.purchase.models import Order
from tests.builders import a_cart, an_order, some_points
from tests.cast import Cast
from tests.loyalty.admin.roles import SignIn


def proved(*, violations: int = 0, hours_ago: int = 1) -> None:
    checked = Checked(code="Q-01", title="x", rows=10, violations=violations, ids=(7,) * bool(violations), ms=5)
    keep_proof(report=Report(at=now() - timedelta(hours=hours_ago), queries=(checked,)))


def first_page(sign_in: SignIn, role: str = "Owner") -> str:
    text: str = sign_in(role, language="en").get(reverse("admin:index")).content.decode()
    return text.replace("\u00a0", " ")


def test_a_new_programme_is_told_what_to_do_first(cast: Cast, sign_in: SignIn) -> None:
    page = first_page(sign_in)
    assert "No purchases yet" in page
    assert reverse("admin:programme") in page
    assert "The books have not been checked yet" in page
    assert "No purchases yet" in first_page(sign_in, "Analyst")


@pytest.mark.parametrize(
    ("violations", "hours_ago", "words"),
    [(0, 1, "The books agree."), (0, 72, "last checked long ago"), (3, 1, "The books do not agree: 3")],
)
def test_the_books_have_one_line(
    cast: Cast, sign_in: SignIn, violations: int, hours_ago: int, words: str
) -> None:  # fmt: skip
    proved(violations=violations, hours_ago=hours_ago)
    assert words in first_page(sign_in)


def test_today_in_numbers(cast: Cast, sign_in: SignIn) -> None:
    # given two sales of today, one by a guest, and one of last week
    at = now()
    some_points(cast.anna, 100, at=at - timedelta(days=8))
    an_order(cast.lesnaya, a_cart(cast.boris), at=at - timedelta(days=7))
    an_order(cast.lesnaya, a_cart(cast.anna, burn=100), at=at)
    an_order(cast.other_shop, a_cart(), at=at)

    # then the owner sees both of today, the cashier lead those of the shop
    page = first_page(sign_in)
    for words in ("<b>2</b>", "with a card: 1", "₽1,700", "40 points", "100 points", "<b>3</b>"):
        assert words in page, words
    assert "₽800" in first_page(sign_in, "Cashier lead")


def test_what_needs_attention_is_named(cast: Cast, sign_in: SignIn) -> None:
    # given a sale short of points and a reservation nobody closed
    an_order(cast.lesnaya, a_cart(cast.anna), number="R-SHORT", at=now() - timedelta(days=1))
    Order.objects.update(short_points=5)
    some_points(cast.boris, 100)
    an_order(cast.lesnaya, a_cart(cast.boris, burn=50), number="W-1", state="placed")
    Order.objects.filter(external_id="W-1").update(reserved_until=now() - timedelta(hours=3))

    # then both are there
    page = first_page(sign_in)
    assert "R-SHORT" in page
    assert "5 points" in page
    assert "1 reservation is past its time" in page


def test_a_role_without_orders_sees_none(cast: Cast, sign_in: SignIn) -> None:
    an_order(cast.lesnaya, a_cart(cast.anna), number="R-1")
    page = first_page(sign_in, "Integrator")
    assert "The books" not in page
