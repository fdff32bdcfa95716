"""Every page of the admin opens for those who may see it, in both languages, and for nobody else."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from loyalty.audit.models import AuditEvent
from loyalty.catalogue.models import Category, Product
from loyalty.ledger.models import Entry, Hold, Lot, Operation, Unit
from loyalty.members.models import ConsentText, Member
from loyalty.money import BONUS
from loyalty.purchase.models import Order, Return
from loyalty.staff.models import RoleLimit
from tests.builders import a_cart, a_return, an_order, some_points
from tests.cast import Cast
from tests.loyalty.admin.roles import ROLES, SignIn

LISTS = (
    "member", "order", "return", "shop", "shopgroup", "integration", "product", "category", "operation", "entry", "lot",
    "hold", "unit", "user", "rolelimit", "consenttext", "auditevent",
)  # fmt: skip


@pytest.fixture
def busy_shop(cast: Cast) -> Cast:
    """A day in the shop: Anna pays with points and returns a coffee, Boris's order waits, a guest buys."""
    some_points(cast.anna, 500)
    a_return(an_order(cast.lesnaya, a_cart(cast.anna, burn=300), number="R-1"), 1_000, number="RET-1")
    some_points(cast.boris, 100)
    an_order(cast.lesnaya, a_cart(cast.boris, burn=50), number="R-2", state="placed")
    an_order(cast.other_shop, a_cart(), number="R-3")
    category = Category.objects.create(code="coffee", name="Кофе")
    Product.objects.create(sku="COFFEE", name="Кофе фильтр", category=category, cost_kopecks=9_000)
    return cast


def pages() -> list[str]:
    """The address of every page, a row of each list among them."""
    found = [reverse("admin:index"), reverse("admin:proof"), reverse("admin:programme")]
    found += [reverse("admin:programme_versions"), reverse("admin:programme_version", args=[1])]
    found += [reverse("admin:programme_name"), reverse("admin:password_change")]
    found += [reverse(f"admin:loyalty_{name}_changelist") for name in LISTS]
    return found


def rows(cast: Cast) -> list[str]:
    ids = {
        "member": cast.anna,
        "order": Order.objects.get(external_id="R-1").pk,
        "shop": cast.lesnaya.pk,
        "shopgroup": cast.lesnaya.group_id,
        "integration": cast.till.pk,
        "product": Product.objects.get().pk,
        "category": Category.objects.get().pk,
        "operation": Operation.objects.filter(kind="earn").latest("id").pk,
        "lot": Lot.objects.latest("id").pk,
        "hold": Hold.objects.latest("id").pk,
        "user": cast.cashier.pk,
        "unit": Unit.objects.get(code=BONUS).pk,
        "rolelimit": RoleLimit.objects.earliest("pk").pk,
        "consenttext": ConsentText.objects.earliest("pk").pk,
        "auditevent": AuditEvent.objects.latest("pk").pk,
    }
    return [reverse(f"admin:loyalty_{name}_change", args=[pk]) for name, pk in ids.items()]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_owner_sees_every_page(busy_shop: Cast, sign_in: SignIn, language: str) -> None:
    browser = sign_in(language=language)
    for address in [*pages(), *rows(busy_shop)]:
        assert browser.get(address).status_code == 200, address


def test_a_return_and_an_entry_lead_to_their_stories(busy_shop: Cast, sign_in: SignIn) -> None:
    browser = sign_in()
    entry, back = Entry.objects.latest("id"), Return.objects.get()
    answer = browser.get(reverse("admin:loyalty_entry_change", args=[entry.pk]))
    assert answer["Location"] == reverse("admin:loyalty_operation_change", args=[entry.operation_id])
    answer = browser.get(reverse("admin:loyalty_return_change", args=[back.pk]))
    assert answer["Location"] == reverse("admin:loyalty_order_change", args=[back.order_id]) + "#return-RET-1"


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_shows_exactly_what_the_role_may_open(busy_shop: Cast, sign_in: SignIn, role: str) -> None:
    # given the menu of the first page
    browser = sign_in(role)
    first = browser.get(reverse("admin:index"))
    menu = {item["link"] for group in first.context["sidebar_navigation"] for item in group["items"]}

    # then every link in it opens, and every other page of ours is refused
    assert all(browser.get(link).status_code == 200 for link in menu)
    others = set(pages()[1:3] + [reverse(f"admin:loyalty_{name}_changelist") for name in LISTS]) - menu
    assert {browser.get(link).status_code for link in others} <= {403}


def test_a_stranger_is_sent_to_sign_in(db: None) -> None:
    for address in pages():
        answer = Client().get(address)
        assert answer.status_code == 302, address
        assert reverse("admin:login") in answer["Location"]


def test_a_cashier_lead_sees_only_the_orders_of_the_own_shop(busy_shop: Cast, sign_in: SignIn) -> None:
    browser = sign_in("Cashier lead")
    listed = browser.get(reverse("admin:loyalty_order_changelist")).content.decode()
    assert "R-1" in listed
    assert "R-3" not in listed
    foreign = Order.objects.get(external_id="R-3")
    assert browser.get(reverse("admin:loyalty_order_change", args=[foreign.pk])).status_code == 404


@pytest.mark.parametrize("name", ["operation", "entry", "lot", "hold", "order", "return", "member", "auditevent"])
def test_what_only_the_domain_writes_cannot_be_written_here(busy_shop: Cast, sign_in: SignIn, name: str) -> None:
    browser = sign_in()
    assert browser.get(reverse(f"admin:loyalty_{name}_add")).status_code in (403, 404)
    models: dict[str, Any] = {"operation": Operation, "entry": Entry, "lot": Lot, "hold": Hold, "order": Order}
    models |= {"return": Return, "member": Member, "auditevent": AuditEvent}
    pk = models[name].objects.latest("pk").pk
    assert browser.post(reverse(f"admin:loyalty_{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_much_for_many_rows_as_for_few(busy_shop: Cast, sign_in: SignIn, name: str) -> None:
    # given how much a list asks with a few rows
    browser = sign_in()
    address = reverse(f"admin:loyalty_{name}_changelist")
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)

    # when there are many more
    for number in range(6):
        some_points(busy_shop.vera, 100)
        a_return(an_order(busy_shop.lesnaya, a_cart(busy_shop.vera, burn=10), number=f"M-{number}"), 1_000)
        an_order(busy_shop.lesnaya, a_cart(busy_shop.vera, burn=10), number=f"P-{number}", state="placed")
        Product.objects.create(sku=f"S-{number}", name="Булочка", category=Category.objects.get(code="coffee"))
    with CaptureQueriesContext(connection) as many:
        browser.get(address)

    # then it asks no more
    assert len(many) <= len(few) <= 20
