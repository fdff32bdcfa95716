from datetime import timedelta

import pytest
from django.test import Client

from loyalty.shops.models import Scope
from tests.builders import NOON, a_key
from tests.cast import Cast
from tests.loyalty.api.till import CART, Till


def test_a_key_opens_the_door(cast: Cast) -> None:
    assert Till(cast.key).post("quotes", CART).status == 200


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Api-Key",
        "Api-Key ",
        "Api-Key nonsense",
        "Api-Key a.b",
        "Api-Key .",
        "Bearer {key}",
        "{key}",
        "Api-Key {key}x",
        "Api-Key " + "x" * 5_000,
        "Api-Key \x00",
        "Api-Key ключ",
        "Basic YTpi",
    ],
)
def test_without_a_good_key_there_is_one_answer(cast: Cast, header: str) -> None:
    # when
    response = Client().post(
        "/api/v1/quotes", b"{}", "application/json", HTTP_AUTHORIZATION=header.format(key=cast.key)
    )

    # then
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Api-Key"
    assert response.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert response.json()["code"] == "unauthorized"


def test_the_scheme_is_not_case_sensitive(cast: Cast) -> None:
    response = Client().get(f"/api/v1/members/{cast.anna}/balance", HTTP_AUTHORIZATION=f"API-KEY  {cast.key} ")

    assert response.status_code == 200


def test_an_expired_key_is_no_key(cast: Cast) -> None:
    expired = a_key(cast.till, expires_at=NOON - timedelta(days=3_650))

    assert Till(expired).post("quotes", CART).json["code"] == "unauthorized"


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("post", "quotes", Scope.QUOTES),
        ("post", "orders", Scope.ORDERS),
        ("post", "orders/batch", Scope.ORDERS),
        ("get", "orders/R-1", Scope.ORDERS),
        ("get", "orders/R-1/explain", Scope.ORDERS),
        ("post", "orders/R-1/complete", Scope.ORDERS),
        ("post", "orders/R-1/cancel", Scope.ORDERS),
        ("post", "orders/R-1/returns", Scope.RETURNS),
        ("post", "members", Scope.ENROL),
        ("post", "members/lookup", Scope.MEMBERS),
        ("get", "members/1/balance", Scope.MEMBERS),
        ("get", "members/1/history", Scope.MEMBERS),
        ("post", "members/1/adjustments", Scope.ADJUST),
        ("post", "members/1/burn-codes", Scope.ORDERS),
        ("post", "events", Scope.EVENTS),
    ],
)
def test_each_call_needs_its_scope(cast: Cast, method: str, path: str, scope: str) -> None:
    # given: every permission but this one
    till = Till(a_key(cast.till, scopes=set(Scope.values) - {scope}))

    # when
    answer = till.get(path) if method == "get" else till.post(path, {})

    # then
    assert answer.status == 403
    assert (answer.json["code"], answer.json["scope"]) == ("scope_missing", scope)


def test_asking_for_the_head_alone_needs_the_same_scope(cast: Cast) -> None:
    till = Till(a_key(cast.till, scopes=[Scope.QUOTES]))

    assert till.http.head(f"/api/v1/members/{cast.anna}/balance").status_code == 403


def test_another_instant_needs_the_scope_preview(cast: Cast) -> None:
    till = Till(a_key(cast.till, scopes=[Scope.QUOTES]))

    answer = till.post("quotes", {**CART, "at": "2026-12-31T23:00:00+03:00"})

    assert (answer.status, answer.json["scope"]) == (403, "preview")
