"""A quote prices and promises; it writes nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.members.models import Member
from loyalty.purchase.cart import Cart, CartLine
from loyalty.purchase.quote import quote
from tests.builders import NOON, a_cart, some_points
from tests.cast import Cast, enter_cast

_SEQUENCES = "select sequencename, last_value from pg_sequences where schemaname = 'public' order by 1"


def _everything() -> list[Any]:
    counts: list[Any] = []
    for table in sorted(connection.introspection.table_names()):
        with connection.cursor() as cursor:
            cursor.execute(f"select %s, count(*) from {connection.ops.quote_name(table)}", [table])
            counts += cursor.fetchall()
    with connection.cursor() as cursor:
        cursor.execute(_SEQUENCES)
        return [*counts, *cursor.fetchall()]


def test_a_quote_writes_nothing(own_database: str) -> None:
    # given
    cast = enter_cast()
    some_points(cast.anna, 1_000)
    before = _everything()
    # when
    shown = quote(shop_id=cast.lesnaya.pk, cart=a_cart(cast.anna, burn=300), at=NOON)
    # then
    assert shown.decision.burn.applied == 300
    assert _everything() == before


def test_a_quote_holds_for_the_programmes_minutes(cast: Cast) -> None:
    # when
    shown = quote(shop_id=cast.lesnaya.pk, cart=a_cart(cast.anna), at=NOON)
    # then
    assert shown.valid_until == NOON + timedelta(minutes=15)


def test_queries_do_not_grow_with_lines(cast: Cast) -> None:
    # given
    some_points(cast.anna, 1_000)
    lines = tuple(
        CartLine(line_id=str(number), sku=f"S-{number}", quantity_milli=1000, price_kopecks=10_000)
        for number in range(200)
    )
    # when
    with CaptureQueriesContext(connection) as queries:
        quote(shop_id=cast.lesnaya.pk, cart=Cart(member_id=cast.anna, lines=lines), at=NOON)
    # then: programme, its settings (cached after the first), facts, balance
    assert len(queries) <= 4


def test_a_guest_pays_in_full_and_earns_nothing(cast: Cast) -> None:
    # when
    shown = quote(shop_id=cast.lesnaya.pk, cart=a_cart(None, burn=100), at=NOON)
    # then
    assert (shown.decision.to_pay_kopecks, shown.decision.earn) == (90_000, ())
    assert shown.decision.burn.limited_by == "member"


@pytest.mark.parametrize("state", ["blocked", "left"])
def test_a_member_who_is_not_active_neither_burns_nor_earns(cast: Cast, state: str) -> None:
    # given
    some_points(cast.anna, 1_000)
    Member.objects.filter(pk=cast.anna).update(state=state)
    # when
    shown = quote(shop_id=cast.lesnaya.pk, cart=a_cart(cast.anna, burn="max"), at=NOON)
    # then
    assert (shown.decision.burn.applied, shown.decision.earn) == (0, ())
