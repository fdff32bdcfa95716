"""Day buckets are what the orders say, and one command makes them so again."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from loyalty.proofs import proofs
from loyalty.purchase.models import MemberDay, MemberDayGoods
from loyalty.purchase.rebuild_history import rebuild_history
from loyalty.rows import all_rows
from tests.builders import NOON, a_cart, a_member, a_return, a_shop, an_order
from tests.segments.people import a_town
from tests.together import run_together


def _buckets() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Without the days on which everything was brought back: a count from zero does not know them, either way."""
    days = MemberDay.objects.order_by("member", "day").values_list(
        "member", "day", "orders", "spent_kopecks", "discount_kopecks"
    )
    goods = MemberDayGoods.objects.order_by("member", "day", "category", "brand").values_list(
        "member", "day", "category", "brand", "orders", "spent_kopecks", "quantity_milli"
    )
    return list(days), list(goods)


def _broken() -> list[tuple[str, int]]:
    return [(code, row[0]) for code in ("Q-71", "Q-72") for row in all_rows(proofs[code].sql, {}) if row[1]]


@pytest.mark.django_db
def test_what_was_spoilt_is_counted_anew_as_it_was() -> None:
    # given a town that has lived, and whose buckets hold
    a_town()
    assert _broken() == []
    before = _buckets()

    # when days are lost, doubled and moved
    MemberDay.objects.filter(pk=MemberDay.objects.order_by("pk").values("pk")[:1]).delete()
    MemberDayGoods.objects.filter(brand="Illy").update(spent_kopecks=1, orders=7)
    assert _broken()
    out = StringIO()
    call_command("rebuild_history", stdout=out)

    # then
    assert _broken() == []
    assert _buckets() == before
    assert "members counted anew" in out.getvalue()
    assert rebuild_history() == 0
    assert rebuild_history(everybody=True) == 11
    assert _buckets() == before


def test_tills_that_sell_meanwhile_are_counted(own_database: str) -> None:
    # given members with buckets
    shop, members = a_shop(), [a_member() for _ in range(3)]
    sold = [an_order(shop, a_cart(one), at=NOON - timedelta(days=1)) for one in members]

    # when they buy and bring back while everybody is counted anew, again and again
    def count() -> None:
        for _ in range(5):
            rebuild_history(everybody=True)

    outcomes = run_together(
        count, count, *(lambda one=one: [an_order(shop, a_cart(one)) for _ in range(5)] for one in members),
        *(lambda one=one: a_return(one, 1_000) for one in sold),
    )  # fmt: skip

    # then nothing is lost and nothing counted twice
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert _broken() == []
    assert sum(MemberDay.objects.values_list("orders", flat=True)) == 18
