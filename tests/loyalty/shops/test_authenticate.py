from datetime import timedelta

import psycopg
import pytest
from pytest_django import DjangoAssertNumQueries

from loyalty.shops.authenticate import authenticate
from loyalty.shops.client import Client
from loyalty.shops.models import ApiKey, Scope, Shop
from loyalty.shops.revoke_key import revoke_key
from tests.builders import NOON, a_key, an_integration
from tests.cast import Cast, enter_cast


def test_a_key_says_whose_it_is(cast: Cast) -> None:
    key = a_key(cast.till, scopes=[Scope.QUOTES, Scope.ORDERS])
    assert authenticate(secret=key, at=NOON) == Client(
        integration_id=cast.till.pk,
        shop_id=cast.lesnaya.pk,
        shop_code="lesnaya",
        shop_timezone="Europe/Moscow",
        group_id=cast.lesnaya.group_id,
        scopes=frozenset({"quotes", "orders"}),
        key_id=key[:8],
        requests_per_second=10_000,
        enrolments_per_hour=10_000,
    )


def test_it_takes_one_query_once_today_is_noted(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    authenticate(secret=cast.key, at=NOON)
    with django_assert_num_queries(1):
        authenticate(secret=cast.key, at=NOON + timedelta(hours=1))


def test_the_last_day_of_use_is_noted(cast: Cast) -> None:
    for days in [0, 3]:
        authenticate(secret=cast.key, at=NOON + timedelta(days=days))
        noted = ApiKey.objects.get(prefix=cast.key[:8]).last_used_on
        assert noted == (NOON + timedelta(days=days)).date()


def test_a_busy_key_still_opens(own_database: str, owner_connection: psycopg.Connection) -> None:
    # given somebody who holds the row of the key
    cast = enter_cast()
    with owner_connection.transaction():
        owner_connection.execute("SELECT 1 FROM loyalty_apikey FOR UPDATE")
        # when the till calls on the next day, then it is let in at once and the note waits
        assert authenticate(secret=cast.key, at=NOON + timedelta(days=1)) is not None
        assert ApiKey.objects.get(prefix=cast.key[:8]).last_used_on is None
    # and a later call makes it
    authenticate(secret=cast.key, at=NOON + timedelta(days=1))
    assert ApiKey.objects.get(prefix=cast.key[:8]).last_used_on == (NOON + timedelta(days=1)).date()


def test_a_revoked_key_stops_at_once(cast: Cast) -> None:
    # given two keys of one till
    second = a_key(cast.till)
    # when one is revoked, twice by mistake
    revoke_key(prefix=cast.key[:8])
    revoke_key(prefix=cast.key[:8])
    # then only the other works
    assert authenticate(secret=cast.key, at=NOON) is None
    assert authenticate(secret=second, at=NOON) is not None


@pytest.mark.parametrize(("seconds", "opens"), [(-1, True), (0, False), (1, False)])
def test_a_key_ends_with_its_time(db: None, seconds: int, opens: bool) -> None:
    key = a_key(expires_at=NOON)
    assert (authenticate(secret=key, at=NOON + timedelta(seconds=seconds)) is not None) is opens


def test_the_keys_of_a_closed_shop_do_not_work(cast: Cast) -> None:
    Shop.objects.filter(pk=cast.lesnaya.pk).update(is_active=False)
    assert authenticate(secret=cast.key, at=NOON) is None
    assert authenticate(secret=cast.other_key, at=NOON) is not None


def test_a_key_with_another_ones_prefix_does_not_work(cast: Cast) -> None:
    assert authenticate(secret=cast.key[:9] + cast.other_key[9:], at=NOON) is None


@pytest.mark.parametrize("junk", ["", ".", "a.b", "abc", "\x00.\x00", "ключ.ключ", "\ud800.a", "a." + "b" * 100_000])
def test_junk_opens_nothing(db: None, junk: str) -> None:
    assert authenticate(secret=junk, at=NOON) is None


def test_the_secret_is_not_stored(db: None) -> None:
    secret = a_key(an_integration())
    stored = ApiKey.objects.values().get()
    assert secret.partition(".")[2] not in str(stored)
