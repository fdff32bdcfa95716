"""Late receipts only earn, each by itself."""

from datetime import timedelta

from loyalty.purchase.commit_late import LateOrder, commit_late
from loyalty.purchase.models import MemberDay, Order
from tests.builders import NOON, a_cart, bonus, some_points
from tests.cast import Cast


def test_good_receipts_go_in_and_bad_ones_say_why(cast: Cast) -> None:
    # given
    some_points(cast.anna, 1_000)
    yesterday = NOON - timedelta(days=1)
    orders = [
        LateOrder(external_id="L-1", cart=a_cart(cast.anna, burn=300), occurred_at=yesterday),
        LateOrder(external_id="L-2", cart=a_cart(cast.anna), occurred_at=NOON - timedelta(days=30)),
        LateOrder(external_id="L-3", cart=a_cart(None), occurred_at=yesterday),
    ]
    # when
    results = commit_late(shop_id=cast.lesnaya.pk, integration_id=None, orders=orders, at=NOON)
    again = commit_late(shop_id=cast.lesnaya.pk, integration_id=None, orders=orders, at=NOON)
    # then: nothing burnt, 5 % of 900 earned, history on the day of the sale
    assert [result.status for result in results] == ["created", "refused", "created"]
    assert [result.status for result in again] == ["already", "refused", "already"]
    assert results[1].refusal is not None
    assert results[1].refusal.code == "occurred_at_out_of_window"
    assert bonus(cast.anna).available == 1_045
    assert set(Order.objects.values_list("source", flat=True)) == {"late"}
    assert MemberDay.objects.get(member_id=cast.anna).day == yesterday.date()
