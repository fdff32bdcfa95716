"""Inviting friends on a phone, and the staff's pages about it, by day and by night."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from campaigns.referrals.advance import advance
from campaigns.referrals.give_code import give_code
from campaigns.referrals.keep_trail import keep_trail
from loyalty.clock import now
from tests.browser.test_admin import SignIn
from tests.browser.test_admin import sign_in as sign_in
from tests.browser.test_cabinet import DESK, PHONE, Open, code_after, fits, messages_sent
from tests.browser.test_cabinet import cast as cast
from tests.browser.test_cabinet import complaints as complaints
from tests.browser.test_cabinet import open_page as open_page
from tests.browser.test_cabinet import sign_in as enter
from tests.builders import a_cart, a_member, an_order
from tests.campaigns.referrals.invited import a_programme, an_invitation
from tests.cast import BORIS_PHONE, Cast


def some_friends(cast: Cast) -> None:
    """Of Anna: one rewarded, one waiting, one who has not bought, one on her own device."""
    a_programme(least_kopecks=50_000)
    past = now() - timedelta(days=20)
    for days in (19, 2, None):
        friend = an_invitation(cast.anna, a_member(at=past), at=past).friend_id
        if days is not None:
            an_order(cast.lesnaya, a_cart(friend), at=now() - timedelta(days=days))
    shared = a_member(at=past)
    for member in (cast.anna, shared):
        keep_trail(member_id=member, device="d", address="", at=past)
    an_invitation(cast.anna, shared, at=past)
    advance(at=now())


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"])
def test_the_code_and_the_friends_fit(cast: Cast, open_page: Open, viewport: dict[str, int], scheme: str) -> None:
    some_friends(cast)
    page = open_page(viewport=viewport, color_scheme=scheme)
    enter(page)
    page.get_by_role("link", name="Пригласить друга").click()
    expect(page.locator(".invite__code")).to_be_visible()
    expect(page.locator(".friend")).to_have_count(4)
    assert fits(page)


def test_a_link_is_opened_and_accepted_and_the_text_is_copied(cast: Cast, open_page: Open) -> None:
    # given
    a_programme()
    page = open_page(locale="en-US", permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/join/?ref={give_code(member_id=cast.anna)}")
    expect(page.locator(".invite__code")).to_be_visible()
    assert fits(page)
    # when Boris signs in and accepts
    page.get_by_role("link", name="I have joined already").click()
    page.locator("#id_value").fill(BORIS_PHONE)
    sent = len(messages_sent())
    page.locator("main form button").click()
    page.locator("#id_code").fill(code_after(page, sent))
    page.locator("main form button").first.click()
    page.get_by_role("button", name="Accept the invitation").click()
    # then
    expect(page.locator("#id_code")).to_have_count(0)
    page.get_by_role("button", name="Send to a friend").click()
    expect(page.locator("#shared")).to_have_text("Copied: send it to a friend")
    assert give_code(member_id=cast.boris) in page.evaluate("navigator.clipboard.readText()")


def test_the_staff_see_and_decide(cast: Cast, sign_in: SignIn) -> None:
    some_friends(cast)
    page = sign_in(color_scheme="dark")
    page.goto("/admin/referrals/")
    assert fits(page)
    page.get_by_role("link", name="посмотреть").click()
    page.locator("#result_list tbody a").first.click()
    page.get_by_role("link", name="Решить").click()
    page.locator("input[name=approve][value=no]").check()
    page.locator("textarea[name=reason]").fill("Один телефон на двоих")
    page.get_by_role("button", name="Решить").click()
    expect(page.get_by_text("Один телефон на двоих")).to_be_visible()
    assert fits(page)
