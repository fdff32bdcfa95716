"""The gallery in a real browser: from a card to what the till gives, and a card that would give everything away."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from campaigns.campaign.models import Campaign
from campaigns.campaign.save_draft import save_draft
from loyalty.catalogue.put_product import put_product
from loyalty.staff.models import User
from tests.browser.test_admin import DESK, TABLET, SignIn, cast, sign_in  # noqa: F401  fixtures
from tests.campaigns.running import definition
from tests.cast import ANNA_CARD, Cast
from tests.loyalty.api.till import Till

CARD = {"kind": "card", "value": ANNA_CARD}


@pytest.fixture
def coffee(cast: Cast) -> Till:  # noqa: F811
    put_product(sku="A-1", goods={"name": "Капучино", "category": ["coffee"]})
    return Till(cast.key)


def cups(till: Till, number: str, how_many: int) -> dict[str, Any]:
    line = {"line_id": "1", "sku": "A-1", "quantity": str(how_many), "price": "200.00"}
    body = {"external_id": number, "state": "completed", "member": CARD, "lines": [line]}
    answer = till.post("orders", body)
    assert answer.status == 201, answer.json
    return answer.json


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("viewport", [DESK, TABLET], ids=["desk", "tablet"])
def test_the_sixth_coffee_goes_from_its_card_to_the_till(
    coffee: Till, sign_in: SignIn, viewport: dict[str, int]  # noqa: F811
) -> None:  # fmt: skip
    # given the card
    page = sign_in(viewport=viewport)
    page.goto("/admin/campaigns/gallery/")
    assert fits(page)
    page.click("a.mechanic[href$='/sixth-free/']")
    # when its questions are answered, what will happen is said, and it starts
    page.get_by_role("combobox").fill("coff")
    page.locator("[role=option][aria-selected=true]", has_text="coffee").click()
    expect(page.locator(".b-chip")).to_have_text(re.compile("coffee"))
    page.fill("[name=budget]", "10 000")
    page.locator("[name=no_end]").check()
    page.click("button[value=check]")
    expect(page.locator(".facts").first).to_contain_text("coffee")
    assert fits(page)
    assert not Campaign.objects.exists()
    page.click("button[value=publish]")
    page.wait_for_url("**/campaign/*/change/")
    assert set(Campaign.objects.values_list("state", flat=True)) == {Campaign.State.RUNNING}
    # then five cups give stamps, and the sixth costs nothing
    assert cups(coffee, "C-1", 5)["totals"]["to_pay"] == "1000.00"
    assert cups(coffee, "C-2", 1)["totals"]["to_pay"] == "0.00"


def test_everything_for_nothing_without_an_end_is_stopped(coffee: Till, sign_in: SignIn) -> None:  # noqa: F811
    # given a draft that takes a hundred percent off everything, for everyone and for ever
    raw = definition("free", {"percent_off": {"rate": 10_000}})
    campaign = save_draft(raw=raw, author=User.objects.get(username="owner"))
    # when the owner is about to start it
    page = sign_in()
    page.goto(f"/admin/campaigns/campaign/{campaign.pk}/change/")
    page.click("a[href$='/publish/']")
    # then the page says why not, and has no button for it
    expect(page.locator(".notice.bad")).to_contain_text("почти всё")
    assert fits(page)
    expect(page.locator("button.primary")).to_have_count(0)
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.DRAFT
    assert cups(coffee, "C-1", 1)["totals"]["to_pay"] == "200.00"
