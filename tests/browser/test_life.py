"""The life of a campaign in a real browser: back to an older version, and the pages around it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from campaigns.campaign.models import Campaign
from tests.browser.axe import no_serious_fault
from tests.browser.test_admin import DESK, TABLET, SignIn, cast, in_english, sign_in
from tests.campaigns.running import a_campaign
from tests.cast import Cast
from tests.loyalty.api.till import CART, Till

__all__ = ["cast", "sign_in"]
BUDGET: dict[str, Any] = {"budgets": [{"metric": "discount", "limit": 1_000_000, "period": "month"}]}


def test_back_to_an_older_version_and_the_next_quote_follows(cast: Cast, sign_in: SignIn) -> None:
    # given a campaign that was made twice as generous
    a_campaign("spring", {"percent_off": {"rate": 1_000}}, **BUDGET)
    a_campaign("spring", {"percent_off": {"rate": 2_000}}, **BUDGET)
    till, page = Till(cast.key), sign_in()
    assert till.post("quotes", CART).json["totals"]["discount"] == "180.00"
    # when a person goes back
    page.goto("/admin/campaigns/campaign/")
    page.get_by_role("link", name="Акция spring").click()
    page.get_by_role("link", name="Вернуться к этой версии").click()
    expect(page.locator("body")).to_contain_text("Что изменится")
    page.fill("textarea[name=reason]", "Слишком щедро")
    page.locator("[name=no_end]").check()
    page.get_by_role("button", name="Опубликовать эту версию снова").click()
    # then it says so, and tills follow
    expect(page.locator("body")).to_contain_text("Акция снова такая, как в версии 1.")
    assert till.post("quotes", CART).json["totals"]["discount"] == "90.00"


@pytest.mark.parametrize(
    ("viewport", "scheme", "language"),
    [(DESK, "light", "ru"), (TABLET, "dark", "en")],
    ids=["desk", "tablet-dark-en"],
)
def test_the_pages_around_campaigns_have_no_serious_fault_and_fit(
    cast: Cast, sign_in: SignIn, viewport: dict[str, int], scheme: str, language: str
) -> None:
    # given one that runs, with two versions
    for rate in (1_000, 2_000):
        dates = {"starts_at": "2026-11-01T09:30:00+03:00", "ends_at": "2036-12-31T21:45:00+03:00"}
        a_campaign("spring", {"percent_off": {"rate": rate}}, **BUDGET, **dates)
    pk = Campaign.objects.get().pk
    page = sign_in(viewport=viewport, color_scheme=scheme)
    if language == "en":
        in_english(page)
    # then
    for address in (
        "gallery/", "gallery/sixth-free/", "first-run/", "calendar/", "map/?campaign=spring", "campaign/",
        f"campaign/{pk}/change/", f"campaign/{pk}/roll-back/1/", f"campaign/{pk}/copy/", f"campaign/{pk}/step/pause/",
    ):  # fmt: skip
        page.goto(f"/admin/campaigns/{address}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        if address == "campaign/":  # wide rows scroll inside the list: what stops a campaign has to be in sight
            for button in page.locator("#result_list button").all():
                expect(button).to_be_in_viewport(ratio=1)
        no_serious_fault(page)
