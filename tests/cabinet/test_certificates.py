"""Certificates in the cabinet: bought or added by their code, shown with it, printed, taken out."""

import pytest
from django.test import Client

from loyalty.certificates.block import block
from tests.builders import NOON, an_order
from tests.cast import Cast
from tests.loyalty.certificates.selling import STAFF, a_certificate, paid_with


def _page(browser: Client, path: str) -> str:
    return browser.get(path).content.decode()


def test_a_bought_one_is_there_with_its_code_and_story(browser_of_anna: Client, cast: Cast) -> None:
    # given
    assert "Here are the gift certificates" in _page(browser_of_anna, "/certificates/")
    gift = a_certificate(cast.lesnaya, member_id=cast.anna)
    an_order(cast.lesnaya, paid_with(gift.id))
    # then
    listed, page = _page(browser_of_anna, "/certificates/"), _page(browser_of_anna, f"/certificates/{gift.id}/")
    assert "₽600" in listed
    assert gift.code not in listed
    for said in (gift.code, "₽600", "until 21 November 2027", "Кофе на Лесной", "₽400", "<svg"):
        assert said in page


def test_one_is_added_by_its_code_and_taken_out(browser_of_anna: Client, cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya, member_id=cast.boris)
    # when
    answer = browser_of_anna.post("/certificates/", {"code": gift.code.lower(), "pin": ""})
    # then
    assert answer["Location"] == f"/certificates/{gift.id}/"
    assert gift.code in _page(browser_of_anna, f"/certificates/{gift.id}/")
    # when
    browser_of_anna.post(f"/certificates/{gift.id}/remove/")
    assert browser_of_anna.get(f"/certificates/{gift.id}/").status_code == 404


@pytest.mark.parametrize("code", ["0000-0000-0000-0000", "что это", "x" * 64])
def test_what_opens_nothing_says_one_thing(browser_of_anna: Client, code: str) -> None:
    page = browser_of_anna.post("/certificates/", {"code": code, "pin": "1234"}).content.decode()
    assert "This certificate is not valid" in page


def test_a_blocked_one_shows_no_code(browser_of_anna: Client, cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya, member_id=cast.anna)
    block(certificate_id=gift.id, reason="украли", cause=STAFF, at=NOON)
    # then
    page = _page(browser_of_anna, f"/certificates/{gift.id}/")
    assert gift.code not in page
    assert "Blocked" in page
    assert "украли" not in page


def test_the_page_to_print(browser_of_anna: Client, cast: Cast) -> None:
    gift = a_certificate(cast.lesnaya, member_id=cast.anna)
    answer = browser_of_anna.get(f"/certificates/{gift.id}/pdf/")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert "attachment" in answer["Content-Disposition"]
