"""A browser that may do everything: the owner's and a member's at once, on a shop with a day of trade and campaigns."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.coupons.start_work import start_work
from tests.builders import NOON
from tests.campaigns.coded import a_batch, a_coded_campaign
from tests.campaigns.coupons.batches import a_pool
from tests.campaigns.referrals.invited import a_programme, an_invitation
from tests.campaigns.running import a_campaign, a_reward
from tests.cast import Cast
from tests.loyalty.admin.conftest import sign_in
from tests.loyalty.admin.roles import SignIn
from tests.loyalty.admin.test_pages import busy_shop
from tests.loyalty.certificates.selling import a_card, a_certificate
from tests.segments.making import a_list, an_analysis

__all__ = ["busy_shop", "sign_in"]


@pytest.fixture
def everybody(busy_shop: Cast, sign_in: SignIn) -> Client:
    a_campaign("spring", {"percent_off": {"rate": 1_000}})
    a_batch()
    a_list("friends")
    an_analysis()
    a_coded_campaign("coded", "spring")
    pool = a_pool("letter", "LETTER-1", pattern="LETTER-####-####-#")
    start_work(kind="load", batch_id=pool.pk, total=1, by=None, at=NOON, lines=["LETTER-2"])
    a_programme()
    an_invitation(busy_shop.anna)
    a_card()
    a_certificate(busy_shop.lesnaya, member_id=busy_shop.anna)
    a_reward("review", shop=busy_shop.lesnaya.pk, member=busy_shop.anna)
    browser = sign_in()
    browser.raise_request_exception = False  # what is judged is the answer
    session = browser.session
    session.update({"member": busy_shop.anna, "member_since": 2**40, "member_seen": 2**40})
    session.save()
    assert browser.get(reverse("cabinet:home")).status_code == 200
    return browser
