"""The accountant closes a month in a real browser, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from loyalty import clock
from tests.analytics.accounting.months import bonus_id, live, proved
from tests.browser.axe import no_serious_fault
from tests.browser.test_admin import DESK, SignIn, cast, in_english, sign_in
from tests.cast import Cast

__all__ = ["cast", "sign_in"]
PHONE = {"width": 400, "height": 860}


@pytest.mark.parametrize(
    ("viewport", "scheme", "language"), [(DESK, "light", "ru"), (PHONE, "dark", "en")], ids=["desk", "phone-dark-en"]
)
def test_a_month_is_counted_decided_on_and_closed(
    cast: Cast, sign_in: SignIn, viewport: dict[str, int], scheme: str, language: str
) -> None:
    # given
    page = sign_in(viewport=viewport, color_scheme=scheme)
    if language == "en":
        in_english(page)
    words = {
        "ru": ("Посчитать сейчас", "Изменить долю", "Сохранить", "Закрыть месяц", "Закрыть навсегда", "закрыт"),
        "en": ("Count now", "Decide anew", "Save", "Close the month", "Close for good", "closed"),
    }
    count, decide, save, close, for_good, closed = words[language]

    def looks_well() -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        no_serious_fault(page)

    page.goto("/admin/accounting/")
    looks_well()
    live()
    proved(clock.now())
    # when
    page.get_by_role("button", name=count).click()
    page.goto("/admin/accounting/?month=2025-09")
    expect(page.locator("body")).to_contain_text("790")
    looks_well()
    page.get_by_role("link", name=decide).click()
    expect(page.locator("[name=rate]")).to_be_visible()  # a check while a page is on its way asks no page
    looks_well()
    page.select_option("[name=unit]", str(bonus_id()))
    page.fill("[name=rate]", "25")
    page.fill("[name=reason]", "2025")
    page.get_by_role("button", name=save).click()
    page.goto("/admin/accounting/?month=2025-09")
    page.get_by_role("link", name=close).click()
    expect(page.locator("[name=sure]")).to_be_visible()
    looks_well()
    page.locator("[name=sure]").check()
    page.get_by_role("button", name=for_good).click()
    # then
    expect(page.locator(".pill.good")).to_have_text(closed)
    looks_well()
    page.goto("/admin/accounting/?month=2025-09&print=1")
    expect(page.locator("body")).to_contain_text("790")
