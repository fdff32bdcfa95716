"""Every page of the staff says what does not work as it should, and nothing when all is well."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from loyalty.clock import now
from loyalty.jobs.models import Sign
from tests.cast import Cast
from tests.loyalty.admin.roles import SignIn

PAGES = ("admin:index", "admin:proof", "admin:loyalty_member_changelist", "admin:loyalty_unit_changelist")
SINCE = "Фоновые задания не запускаются с "


def _silence() -> None:
    """Beat was here, and has said nothing for an hour."""
    Sign.objects.create(part="beat", at=now() - timedelta(hours=1))


@pytest.mark.parametrize("page", PAGES)
def test_a_degraded_programme_says_so_on_every_page(cast: Cast, sign_in: SignIn, page: str) -> None:
    # given all is well
    browser = sign_in()
    assert 'role="status"' not in browser.get(reverse(page)).content.decode()
    # when
    _silence()
    # then
    text = browser.get(reverse(page)).content.decode()
    assert text.count('role="status"') == 1
    assert SINCE in text
    assert "No background job has been started since" in sign_in(language="en").get(reverse(page)).content.decode()


def test_the_page_of_one_row_says_so_too(cast: Cast, sign_in: SignIn) -> None:
    _silence()
    page = sign_in().get(reverse("admin:loyalty_member_change", args=[cast.anna])).content.decode()
    assert SINCE in page


def test_it_is_for_all_of_the_staff_but_not_for_strangers(cast: Cast, sign_in: SignIn) -> None:
    _silence()
    assert SINCE in sign_in("Support").get(reverse("admin:index")).content.decode()
    assert SINCE not in Client().get(reverse("admin:login"), headers={"accept-language": "ru"}).content.decode()
