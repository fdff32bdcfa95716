"""All pages of analytics in a real browser: on a desk by day and a phone by night, with nothing and with purchases."""

import json
import os
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from analytics.acquisition.set_acquisition_cost import set_acquisition_cost
from analytics.rollup.roll_up import roll_up
from loyalty.clock import now
from tests.browser.axe import no_serious_fault
from tests.browser.test_admin import DESK, SignIn, cast, in_english, sign_in
from tests.builders import a_cart, an_order
from tests.cast import Cast

__all__ = ["cast", "sign_in"]
PHONE = {"width": 390, "height": 844}


def _pages(page: Page) -> list[str]:
    page.goto("/admin/analytics/overview/")
    links: list[str] = page.eval_on_selector_all(
        ".analytics .tabs a", "links => links.map(link => link.getAttribute('href').split('?')[0])"
    )
    return [
        *links, "/admin/analytics/definitions/", "/admin/analytics/rows/?metric=revenue&by=month&from=2026-10-01",
        "/admin/analytics/acquisition/",
    ]  # fmt: skip


def _walk(page: Page, language: str, name: str, *, strictly: bool) -> None:
    """Every page fits and speaks the language, all charts are drawn; `strictly`: axe has nothing serious against it."""
    for link in _pages(page):
        page.goto(link)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("[data-chart] .chart-drawing:not([hidden]):not(:has(svg))")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), link
        if strictly:
            no_serious_fault(page)
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{link.strip('/').split('/')[2]}.png", full_page=True)


@pytest.mark.parametrize(
    ("viewport", "scheme", "language"), [(DESK, "light", "ru"), (PHONE, "dark", "en")], ids=["desk-ru", "phone-dark-en"]
)
def test_every_page_with_nothing_and_with_purchases(
    cast: Cast, sign_in: SignIn, viewport: dict[str, int], scheme: str, language: str
) -> None:
    # given a programme in which nothing has been counted
    page = sign_in(viewport=viewport, color_scheme=scheme)
    if language == "en":
        in_english(page)
    _walk(page, language, f"{language}-empty", strictly=scheme == "light")
    # when members have come back for three months, and a new one is known to cost 500 roubles
    at = now()
    for days in (1, 35, 70):
        for member in (cast.anna, cast.boris, None):
            an_order(cast.lesnaya, a_cart(member), at=at - timedelta(days=days))
    set_acquisition_cost(month=at.date(), cost_kopecks=50_000, reason="ads", author_id=cast.owner.pk, at=at)
    roll_up(at=at)
    # then
    _walk(page, language, language, strictly=scheme == "dark")
    _a_figure_explains_itself(page)


def _a_figure_explains_itself(page: Page) -> None:
    page.goto("/admin/analytics/overview/")
    # on paper there is nothing that can only be clicked
    expect(page.locator(".question")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".question, .why, .tools").locator("visible=true")).to_have_count(0)
    page.emulate_media(media="screen")
    # by keyboard: the definition opens and closes
    page.locator(".figure .why").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".definition:popover-open")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".definition:popover-open")).to_have_count(0)
    # the table is the same data
    chart = page.locator("#revenue")
    expect(chart.locator("table")).to_be_hidden()
    chart.locator("[data-show=table]").focus()
    page.keyboard.press("Enter")
    expect(chart.locator("table")).to_be_visible()
    drawn = json.loads(chart.locator("script").inner_text())["series"][0]["texts"]
    assert chart.locator("tbody td").all_inner_texts() == drawn
    # it leaves as a file
    with page.expect_download() as kept:
        chart.get_by_role("button", name="CSV").click()
    assert kept.value.suggested_filename.startswith("overview-revenue-")
    # and leads to what is behind it
    page.locator(".figure .worth a").first.click()
    expect(page.locator(".listing tbody tr").first).to_be_visible()
