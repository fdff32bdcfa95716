"""The wallet: what can be used is shown large and counts as seen; what could is apart; nobody else's is there."""

from datetime import timedelta

import pytest
from django.test import Client

from campaigns.coupons.issue_coupon import IssuedFor, issue_coupon
from campaigns.coupons.models import Coupon, CouponBatch
from loyalty.program.current import program
from tests.builders import NOON
from tests.cabinet.conftest import Clock
from tests.campaigns.coupons.batches import a_pool
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def issued(batch: str, member: int) -> int:
    to = IssuedFor(source="staff", member_id=member)
    return issue_coupon(batch=batch, to=to, zone=program().zone, at=NOON).id


def test_an_empty_wallet_says_how_to_get_the_first(browser_of_anna: Client) -> None:
    assert "They come with purchases" in browser_of_anna.get("/coupons/").content.decode()
    assert "none yet" in browser_of_anna.get("/").content.decode()


def test_what_is_on_the_screen_is_seen_once_and_only_one_s_own(
    browser_of_anna: Client, cast: Cast, clock: Clock
) -> None:
    # given
    a_pool("letter", "ANNA-0001", "BORIS-0001", days_valid=3, terms_en="From 500 roubles", shops=["lesnaya"])
    hers, his = issued("letter", cast.anna), issued("letter", cast.boris)

    # when
    page = browser_of_anna.get("/coupons/").content.decode()
    clock.pass_by(hours=5)
    browser_of_anna.get("/coupons/")

    # then
    assert "ANNA-0001" in page
    assert "BORIS-0001" not in page
    for words in ("10 % off", "From 500 roubles", "Кофе на Лесной", "on Tuesday", "<svg"):
        assert words in page
    assert Coupon.objects.get(pk=hers).seen_at == NOON
    assert Coupon.objects.get(pk=his).seen_at is None
    assert "1 can be used" in browser_of_anna.get("/").content.decode()


def test_what_is_over_stands_apart_and_what_was_revoked_is_gone(
    browser_of_anna: Client, cast: Cast, clock: Clock
) -> None:
    a_pool("old", "OLD-00001", days_valid=1)
    a_pool("wrong", "WRONG-001")
    issued("old", cast.anna)
    wrong = issued("wrong", cast.anna)
    Coupon.objects.filter(pk=wrong).update(state="revoked", revoked_at=NOON)
    clock.at = NOON + timedelta(days=3)

    page = browser_of_anna.get("/coupons/").content.decode()

    assert "OLD-00001, its time is over" in page
    assert "WRONG-001" not in page
    assert "<svg" not in page
    assert CouponBatch.objects.count() == 2
