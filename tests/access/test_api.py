"""Principals × calls of the shop API × own, of the group, foreign, absent."""

import re
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import URLPattern

from campaigns.api.urls import urlpatterns as of_campaigns
from loyalty.api.v1.urls import urlpatterns
from loyalty.shops.models import ApiKey, Scope, Shop
from loyalty.shops.revoke_key import revoke_key
from segments.api.urls import urlpatterns as of_segments
from tests.access.tables import API, Row, rows
from tests.access.world import Things, World, body_of, statements
from tests.builders import NOON, a_key
from tests.cast import Cast, enter_cast
from tests.loyalty.api.till import Answer, Till

CALLS = list(rows(API, name_words=2))
ABOUT_SOMETHING = [row for row in CALLS if row.cells["absent"] != "-"]
_OF_ONE_ANSWER = {"x-request-id", "ratelimit-remaining", "ratelimit-reset"}


def _call(till: Till, row: Row, things: Things, cast: Cast, *, body: dict[str, Any] | None = None) -> Answer:
    method, path = row.name.split()
    address = path.format(**vars(things))
    if "{held}" in path:
        body = {**(body_of(row.name, cast) if body is None else body), "hold": things.hold}
    if method == "GET":
        return till.get(address)
    if method == "PUT":
        return till.put(address, body_of(row.name, cast) if body is None else body)
    return till.post(address, body_of(row.name, cast) if body is None else body)


def _seen(answer: Answer) -> tuple[int, str, dict[str, str]]:
    """All that a caller sees, but for the name of the request."""
    headers = {name: value for name, value in answer.headers.items() if name.lower() not in _OF_ONE_ANSWER}
    return answer.status, re.sub(r'"request_id":"[^"]*"', "", answer.bytes.decode()), headers


def test_every_call_has_its_row() -> None:
    placeholders = {
        "orders/<external_id:external_id>": "orders/{sold}",
        "<member_id:member_id>": "{member}",
        "<campaign_code:code>": "{campaign}",
        "<coupon_code:coupon>": "{coupon}",
        "<certificate_code:certificate_code>": "{certificate}",
        "<segment_code:code>": "{segment}",
    }
    found = set()
    for pattern in [*urlpatterns, *of_campaigns, *of_segments]:
        assert isinstance(pattern, URLPattern)
        path = str(pattern.pattern)
        for theirs, ours in placeholders.items():
            path = path.replace(theirs, ours)
        view: Any = pattern.callback
        methods = {name.upper() for name in view.view_class.http_method_names if hasattr(view.view_class, name)}
        assert methods - {"OPTIONS", "HEAD"} == set(view.view_class.scopes), path
        found |= {f"{method} {path}" for method in view.view_class.scopes}
    another = {"{placed}": "{sold}", "{held}": "{certificate}", "{card}": "{certificate}"}
    named = {
        next((row.name.replace(*pair) for pair in another.items() if pair[0] in row.name), row.name) for row in CALLS
    }
    assert found == named


@pytest.mark.parametrize("row", CALLS, ids=str)
def test_whoever_is_not_known_hears_one_thing(world: World, row: Row) -> None:
    # given
    revoked, expired = a_key(world.cast.till), a_key(world.cast.till, expires_at=NOON - timedelta(days=3_650))
    revoke_key(prefix=revoked.partition(".")[0])
    closed = a_key(world.group_till)
    Shop.objects.filter(pk=world.group_shop.pk).update(is_active=False)
    mistyped = world.cast.key[:-1] + ("a" if world.cast.key[-1] != "a" else "b")

    # when each of them calls, about what is there and what is not
    seen = [
        _seen(_call(Till(secret), row, things, world.cast))
        for secret in (None, "nonsense", mistyped, revoked, expired, closed)
        for things in (world.own, world.absent)
    ]

    # then
    assert seen == [seen[0]] * len(seen)
    assert seen[0][0] == 401


@pytest.mark.parametrize("row", CALLS, ids=str)
def test_one_scope_opens_a_call(world: World, row: Row) -> None:
    answer = _call(Till(a_key(world.cast.till, scopes=[row.cells["scope"]])), row, world.own, world.cast)
    assert answer.status == int(row.cells["own"]), answer.bytes


@pytest.mark.parametrize("row", CALLS, ids=str)
def test_all_the_others_do_not_nor_tell_what_is_there(world: World, row: Row) -> None:
    till = Till(a_key(world.cast.till, scopes=set(Scope.values) - {row.cells["scope"]}))
    seen = [
        _seen(_call(till, row, things, world.cast)) for things in (world.own, world.group, world.foreign, world.absent)
    ]
    refused = _call(till, row, world.own, world.cast)
    assert seen == [seen[0]] * 4
    assert (refused.status, refused.json["code"], refused.json["scope"]) == (403, "scope_missing", row.cells["scope"])


@pytest.mark.parametrize("row", CALLS, ids=str)
def test_every_scope_together_reaches_what_the_table_says(world: World, row: Row) -> None:
    whose = [column for column in ("own", "group", "foreign", "absent") if row.cells[column] != "-"]
    found = {one: _call(Till(world.cast.key), row, getattr(world, one), world.cast).status for one in whose}
    assert found == {one: int(row.cells[one]) for one in whose}


@pytest.mark.parametrize("row", [row for row in ABOUT_SOMETHING if row.cells["foreign"] == "404"], ids=str)
def test_foreign_and_absent_are_the_same(world: World, row: Row) -> None:
    """Status, body, headers, and what the database was asked: nothing tells one from the other."""
    till, body = Till(world.cast.key), body_of(row.name, world.cast)
    _call(till, row, world.absent, world.cast, body=body)  # the first call of a day notes that the key was used
    seen = [
        statements(lambda things=things: _seen(_call(till, row, things, world.cast, body=body)))  # type: ignore[misc]
        for things in (world.absent, world.foreign, world.group, world.absent)
    ]
    assert seen[1:] == [seen[0]] * 3


def test_an_order_of_another_shop_does_not_take_its_number(world: World) -> None:
    till = Till(world.cast.key)
    answers = [till.order(number) for number in (world.foreign.sold, world.group.placed)]
    assert [answer.status for answer in answers] == [201, 201]


RETURNS_ELSEWHERE = {  # (the order of, the shop that is named, has the scope returns.group): the answer
    ("group", "polyana", True): 201,
    ("group", "polyana", False): 403,
    ("foreign", "sadovaya", True): 404,  # another group
    ("foreign", "sadovaya", False): 403,
    ("absent", "polyana", True): 404,
    ("absent", "no-such-shop", True): 404,
    ("absent", "no-such-shop", False): 403,
    ("foreign", "polyana", True): 404,
}


@pytest.mark.parametrize("case", RETURNS_ELSEWHERE)
def test_goods_of_another_shop_are_taken_inside_the_group(world: World, case: tuple[str, str, bool]) -> None:
    whose, shop, allowed = case
    scopes = [Scope.RETURNS, *([Scope.RETURNS_GROUP] if allowed else [])]
    things: Things = getattr(world, whose)
    body = {"external_id": "back-1", "lines": [{"line_id": "1", "quantity": "1"}], "shop": shop}
    answer = Till(a_key(world.cast.till, scopes=scopes)).post(f"orders/{things.sold}/returns", body)
    assert answer.status == RETURNS_ELSEWHERE[case], answer.bytes


def test_a_foreign_shop_and_one_that_is_not_there_are_the_same(world: World) -> None:
    till = Till(world.cast.key)
    till.get("orders/nothing")  # the first call of a day notes that the key was used
    body = {"external_id": "back-1", "lines": [{"line_id": "1", "quantity": "1"}]}

    def ask(number: str, shop: str) -> Any:
        return statements(lambda: _seen(till.post(f"orders/{number}/returns", {**body, "shop": shop})))

    assert ask(world.foreign.sold, "sadovaya") == ask(world.foreign.sold, "no-such-shop")
    assert ask(world.foreign.sold, "polyana") == ask(world.absent.sold, "polyana")


def test_a_revoked_key_stops_everywhere_at_once(own_database: str, site: str) -> None:
    """The server runs in another thread, with its own connection and whatever it might have kept."""
    # given a key that the server knows well
    cast = enter_cast()
    secret = a_key(cast.till)

    def status() -> int:
        address = f"{site}/api/v1/members/{cast.anna}/balance"
        request = urllib.request.Request(address, headers={"Authorization": f"Api-Key {secret}"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    assert [status() for _time in range(3)] == [200] * 3
    # when it is revoked elsewhere, then the very next call is refused
    revoke_key(prefix=secret.partition(".")[0])
    assert status() == 401


@pytest.mark.parametrize("change", ["expired", "shop closed", "scopes taken"])
def test_other_ends_of_a_right_are_in_force_at_once(world: World, change: str) -> None:
    secret = a_key(world.cast.till)
    till, path = Till(secret), f"members/{world.cast.anna}/balance"
    assert till.get(path).status == 200
    key = ApiKey.objects.filter(prefix=secret.partition(".")[0])
    if change == "expired":
        key.update(expiry_date=datetime(2020, 1, 1, tzinfo=NOON.tzinfo))
    elif change == "shop closed":
        Shop.objects.filter(pk=world.cast.lesnaya.pk).update(is_active=False)
    else:
        key.update(scopes=[Scope.QUOTES])
    assert till.get(path).status == (403 if change == "scopes taken" else 401)
