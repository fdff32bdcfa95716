"""October is closed on 2 November. What tells of it later stands in November: a late receipt, a return, a goodbye."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from analytics.accounting.close_months import close_months
from analytics.accounting.count_months import count_months
from analytics.accounting.report import UnitReport
from loyalty.ledger.cause import SYSTEM
from loyalty.membership.leave import leave
from loyalty.purchase.commit_late import LateOrder, commit_late
from tests.analytics.accounting.months import bonus_id, broken_laws, month_of, proved
from tests.builders import a_cart, a_member, a_return, an_order, some_points
from tests.cast import Cast

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
CLOSED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def _of(month: date) -> UnitReport:
    return month_of(month).units[bonus_id()]


def _moved(month: date) -> dict[str, int]:
    """What moved in a month, without what did not."""
    return {name: points for name, points in _of(month).total.moved.items() if points}


def test_october_stays_as_it_was_closed(cast: Cast, commit_proofs: Callable[[], None]) -> None:
    # given October: 1 000 points brought, 300 paid with, 30 earned (5 % of 600 roubles)
    sold = CLOSED - timedelta(days=10)
    member = a_member(at=sold - timedelta(days=5))
    some_points(member, 1_000, at=sold - timedelta(days=4))
    order = an_order(cast.lesnaya, a_cart(member, burn=300), at=sold)
    proved(CLOSED)
    # when it is closed, and then
    assert close_months(month=OCTOBER, author_id=cast.owner.pk, note="", at=CLOSED) == 1
    october = _of(OCTOBER)
    # a till sends what it sold on 31 October (5 % of 900 roubles)
    late = LateOrder(external_id="LATE", cart=a_cart(member), occurred_at=datetime(2026, 10, 31, 18, 0, tzinfo=UTC))
    (came,) = commit_late(shop_id=cast.lesnaya.pk, integration_id=None, orders=[late], at=CLOSED + timedelta(hours=3))
    assert came.status == "created"
    # half of October's order comes back
    a_return(order, 1_000, at=CLOSED + timedelta(days=1))
    november = {"issued": 45, "given_back": 150, "clawed_back": -15}
    count_months(at=CLOSED + timedelta(days=1))
    assert _moved(NOVEMBER) == november
    # and the member says goodbye
    leave(member_id=member, principal=SYSTEM, at=CLOSED + timedelta(days=2))
    count_months(at=CLOSED + timedelta(days=3))
    # then
    assert _moved(OCTOBER) == {"brought": 1_000, "spent": -300, "issued": 30}
    assert _of(OCTOBER) == october
    assert _of(NOVEMBER).total.opening == 730 == october.total.closing
    assert {name: _moved(NOVEMBER)[name] for name in november} == november
    assert broken_laws() == []
    commit_proofs()
