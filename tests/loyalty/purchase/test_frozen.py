"""A till meets a frozen account: a clear no to points, and the sale goes on and earns."""

import pytest

from loyalty.ledger.book import AccountFrozen
from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.freeze import freeze
from loyalty.ledger.models import Account
from loyalty.purchase.complete import complete
from loyalty.purchase.quote import quote
from tests.builders import NOON, a_cart, a_return, an_order, bonus, some_points
from tests.cast import Cast


def freeze_anna(cast: Cast) -> None:
    account = Account.objects.get(owner_kind="member", owner_id=cast.anna)
    assert freeze(account_id=account.pk, principal=SYSTEM, reason="proof", law="Q-01", at=NOON)


@pytest.fixture
def anna(cast: Cast) -> int:
    some_points(cast.anna, 500)
    return cast.anna


@pytest.mark.parametrize("burn", ["max", 300])
def test_a_quote_says_that_the_points_are_frozen(cast: Cast, anna: int, burn: int | str) -> None:
    freeze_anna(cast)
    shown = quote(shop_id=cast.lesnaya.pk, cart=a_cart(anna, burn=burn), at=NOON).decision
    assert (shown.burn.max, shown.burn.applied, shown.burn.limited_by) == (0, 0, "frozen")
    assert shown.to_pay_kopecks == 90_000
    assert shown.earn


def test_an_order_without_a_quote_is_refused_and_goes_on_without_points(cast: Cast, anna: int) -> None:
    freeze_anna(cast)
    with pytest.raises(AccountFrozen):
        an_order(cast.lesnaya, a_cart(anna, burn=300))
    sold = an_order(cast.lesnaya, a_cart(anna, burn="max"))
    assert sold.decision.burn.applied == 0
    assert (bonus(anna).available, bonus(anna).pending) == (500, sold.decision.earn[0].points)


@pytest.mark.parametrize("state", ["completed", "placed"])
def test_a_quote_from_before_the_freeze_does_not_spend(cast: Cast, anna: int, state: str) -> None:
    shown = quote(shop_id=cast.lesnaya.pk, cart=a_cart(anna, burn=300), at=NOON)
    freeze_anna(cast)
    with pytest.raises(AccountFrozen):
        an_order(cast.lesnaya, a_cart(anna, burn=300), token=shown.token, state=state)
    assert bonus(anna).available == 500


def test_an_order_reserved_before_the_freeze_is_completed_with_its_points(cast: Cast, anna: int) -> None:
    # given
    an_order(cast.lesnaya, a_cart(anna, burn=300), number="W-1", state="placed")
    freeze_anna(cast)
    # when
    done = complete(shop_id=cast.lesnaya.pk, external_id="W-1", integration_id=None, at=NOON)
    # then what the member was promised is kept
    assert (done.short_points, done.decision.burn.applied) == (0, 300)
    assert (bonus(anna).available, bonus(anna).held) == (200, 0)


def test_goods_come_back_to_a_frozen_account(cast: Cast, anna: int) -> None:
    sold = an_order(cast.lesnaya, a_cart(anna, burn=300))
    freeze_anna(cast)
    back = a_return(sold, 2_000)
    assert back.money_kopecks == 60_000
    assert bonus(anna).available == 500
