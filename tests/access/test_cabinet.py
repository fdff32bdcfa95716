"""Principals × pages of the cabinet × own, foreign, absent; and whatever else the map of addresses has."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cabinet.urls import urlpatterns
from loyalty.certificates.bind import bind
from loyalty.ledger.cause import Principal
from loyalty.membership.leave import leave
from loyalty.messages.unsubscribe_token import make_token
from loyalty.purchase.models import Order
from tests.access.tables import CABINET, OPEN, Row, rows
from tests.access.world import World, statements
from tests.builders import NOON, a_user

PAGES = list(rows(CABINET))
_ANSWERS = {"sign-in": (302, "/sign-in/"), "home": (302, "/"), "friends": (302, "/friends/")}


@pytest.fixture
def anna(browser_of_anna: Client) -> Client:
    return browser_of_anna


def _order(world: World, whose: str) -> int:
    return 999_999_999 if whose == "absent" else Order.objects.get(external_id=f"{whose}-sold").pk


def _certificate(world: World, whose: str) -> int:
    """Anna's, Vera's, or one that is not there."""
    if whose == "absent":
        return 999_999_999
    code, member = {"own": (world.own.certificate, world.own.member)}.get(
        whose, (world.foreign.certificate, world.foreign.member)
    )
    return bind(member_id=member, code=code, pin=None, at=NOON)


def _address(row: Row, world: World, whose: str) -> str:
    args: dict[str, list[Any]] = {
        "order": [_order(world, whose)],
        "certificate": [_certificate(world, whose)],
        "print_certificate": [_certificate(world, whose)],
        "remove_certificate": [_certificate(world, whose)],
        "unsubscribe": [make_token(member_id=world.cast.anna)],
    }
    return reverse(f"cabinet:{row.name}", args=args.get(row.name, []))


def _is(answer: Any, said: str) -> bool:
    status, location = _ANSWERS.get(said) or (int(said), "")
    return (answer.status_code, answer.headers.get("Location", "")) == (status, location)


def test_every_page_has_its_row() -> None:
    named = [one.name for one in urlpatterns if isinstance(one, URLPattern)]
    assert [row.name for row in PAGES] == named
    assert len(named) == len(urlpatterns)


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_a_stranger_sees_what_the_table_says(world: World, row: Row) -> None:
    staff = Client()  # whoever works in the admin is no member by that
    staff.force_login(a_user(roles=["Owner"]))
    for browser in (Client(), staff):
        for whose in ("own", "absent"):
            answer = browser.get(_address(row, world, whose))
            assert _is(answer, row.cells["stranger"]), answer


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_a_member_sees_what_the_table_says(world: World, anna: Client, row: Row) -> None:
    assert _is(anna.get(_address(row, world, "own")), row.cells["member"])
    for whose in ("foreign", "absent"):
        if row.cells[whose] != "-":
            assert _is(anna.get(_address(row, world, whose)), row.cells[whose])


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_who_has_left_is_a_stranger_at_once(world: World, anna: Client, row: Row) -> None:
    leave(member_id=world.cast.anna, principal=Principal("member", world.cast.anna), at=NOON)
    assert _is(anna.get(_address(row, world, "own")), row.cells["stranger"])


def test_an_order_of_another_member_and_none_are_the_same(world: World, anna: Client) -> None:
    """Status, page and what the database was asked: of the same shop, of another, and of a guest."""

    def ask(whose: str) -> Any:
        order_id = _order(world, whose)
        answer, asked = statements(lambda: anna.get(f"/orders/{order_id}/"))
        words = re.sub(r'value="[^"]{64}"', "", answer.content.decode()).replace(str(order_id), "…")
        return answer.status_code, words, asked

    ask("absent")
    absent = ask("absent")
    assert absent[0] == 404
    assert [ask("foreign"), ask("group")] == [absent, absent]


def test_a_member_of_the_cabinet_is_nobody_in_the_admin(world: World, anna: Client) -> None:
    assert "/admin/login/" in anna.get("/admin/")["Location"]


def _all(found: list[Any], prefix: str = "") -> Iterator[str]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from _all(one.url_patterns, prefix + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield prefix + str(one.pattern)


@pytest.mark.parametrize("row", list(rows(OPEN)), ids=str)
def test_what_a_stranger_gets_elsewhere(db: None, durable: None, row: Row) -> None:
    assert Client().get(f"/{row.name}").status_code == int(row.cells["answer"])


def test_every_address_is_in_one_of_the_tables() -> None:
    """The admin, the API's calls and the cabinet are counted beside their tables; nothing else is there."""
    others = {
        address
        for address in _all(get_resolver().url_patterns)
        if not address.startswith(("admin/", "api/v1/")) and address not in {str(one.pattern) for one in urlpatterns}
    }
    assert others == {row.name for row in rows(OPEN)}
