"""The back office in a real browser: at a desk and on a tablet, in both languages, by day and by night."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect

from loyalty.clock import now
from loyalty.ledger.owner import Owner
from loyalty.program.current import program
from loyalty.program.settings import EarnPerAmount
from loyalty.purchase.models import Order
from tests.builders import PASSWORD, a_cart, a_return, an_order, bonus, some_points
from tests.cast import ANNA_PHONE, Cast, enter_cast

DESK: ViewportSize = {"width": 1280, "height": 900}
TABLET: ViewportSize = {"width": 820, "height": 1180}
SignIn = Callable[..., Page]


@pytest.fixture
def cast(site: str) -> Cast:
    """A day in the shop: Anna paid with points and brought a coffee back, Boris's order waits."""
    people, at = enter_cast(), now() - timedelta(hours=1)
    some_points(people.anna, 500, at=at)
    a_return(an_order(people.lesnaya, a_cart(people.anna, burn=300), number="R-1", at=at), 1_000, at=at)
    some_points(people.boris, 100, at=at)
    an_order(people.lesnaya, a_cart(people.boris, burn=50), number="W-1", state="placed", at=at)
    return people


@pytest.fixture
def sign_in(site: str, cast: Cast, browser: Browser) -> Iterator[SignIn]:
    """An employee at the first page; at the end nothing strange may have happened in any of their browsers."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def enter(login: str = "owner", **how: object) -> Page:
        options = {"locale": "en-US", "timezone_id": "Europe/Moscow", "viewport": DESK, "base_url": site, **how}
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(site) else complaints.append(asked.url))
        page.on("response", lambda got: None if got.status < 400 else complaints.append(got.url))
        page.goto("/admin/")
        page.fill("input[name=username]", login)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        expect(page.locator("#nav-sidebar")).to_have_count(1)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert complaints == []


def in_english(page: Page) -> None:
    page.click("form.language button[value=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_every_page_fits_and_complains_of_nothing(cast: Cast, sign_in: SignIn) -> None:
    # given the pages of the menu and one of each kind that the menu leads to
    page = sign_in()
    links = page.eval_on_selector_all("#nav-sidebar-apps a", "links => links.map(link => link.getAttribute('href'))")
    order = Order.objects.get(external_id="R-1").pk
    links += [
        f"/admin/loyalty/member/{cast.anna}/change/",
        f"/admin/loyalty/member/{cast.anna}/adjust/",
        f"/admin/loyalty/order/{order}/change/",
        f"/admin/loyalty/integration/{cast.till.pk}/change/",
        f"/admin/loyalty/integration/{cast.till.pk}/keys/issue/",
        "/admin/programme/versions/",
        "/admin/loyalty/product/add/",
        "/admin/loyalty/user/add/",
    ]
    assert len(links) > 20

    # then none is wider than a desk or a tablet, and each speaks the language
    for turn, link in enumerate(links):
        page.goto(link)
        _expect_a_fit(page, "ru")
        page.set_viewport_size(TABLET if turn % 2 == 0 else DESK)  # the next one begins as this one ends
        _expect_a_fit(page, "ru")
    # and by night in the other language
    page.emulate_media(color_scheme="dark")
    in_english(page)
    for link in links[::4]:
        page.goto(link)
        _expect_a_fit(page, "en")


def _expect_a_fit(page: Page, language: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_russian_is_the_default_whatever_the_browser_speaks(sign_in: SignIn) -> None:
    page = sign_in(locale="en-US")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    in_english(page)
    page.goto("/admin/loyalty/member/")
    expect(page.locator("h1")).to_contain_text("Members")


def test_the_owner_changes_how_points_are_earned(sign_in: SignIn) -> None:
    # given the rules: a percent, and no fields of the other ways
    page = sign_in()
    page.goto("/admin/programme/")
    expect(page.locator("[name=earn_rate]")).to_be_visible()
    expect(page.locator("[name=earn_amount]")).to_be_hidden()
    expect(page.locator("[name=burn_code_above]")).to_be_hidden()

    # when another way is chosen, its fields appear
    page.select_option("[name=earn_by]", "per_amount")
    expect(page.locator("[name=earn_rate]")).to_be_hidden()
    page.fill("[name=earn_points]", "1")
    page.select_option("[name=validity_by]", "none")
    expect(page.locator("[name=validity_count]")).to_be_hidden()

    # when something is missing, the page says what to do and loses nothing
    page.click("button.primary")
    expect(page.locator("[data-field=earn_amount] .error")).to_be_visible()
    expect(page.locator("[name=earn_points]")).to_have_value("1")
    page.fill("[name=earn_amount]", "1 000")
    page.fill("[name=note]", "Проще объяснять на кассе")
    page.click("button.primary")

    # then the version is in force and listed with what changed
    page.goto("/admin/programme/versions/")
    expect(page.locator("article").first).to_contain_text("Проще объяснять на кассе")
    expect(page.locator("article").first.locator("ins").first).to_be_visible()
    assert program().settings.earn == EarnPerAmount(points=1, amount_kopecks=100_000)
    assert program().settings.validity.by == "none"


def test_support_answers_why_and_makes_it_good(cast: Cast, sign_in: SignIn) -> None:
    # when a customer calls, their phone leads to their page, and from it to the order and its trace
    page = sign_in()
    page.goto("/admin/loyalty/member/")
    page.fill("#searchbar", ANNA_PHONE)
    page.press("#searchbar", "Enter")
    page.click("#result_list a:has-text('Анна')")
    page.click("a:has-text('R-1')")
    expect(page.locator("#trace tr").nth(5)).to_be_visible()

    # when points are added with a reason
    before = bonus(cast.anna, at=now()).available
    page.go_back()
    page.click(f"a[href$='/member/{Owner.member(cast.anna).id}/adjust/']")
    page.fill("[name=points]", "50")
    page.fill("[name=reason]", "Долго ждали у кассы")
    page.click("button.primary")

    # then the statement says so
    expect(page.locator("#statement")).to_contain_text("Долго ждали у кассы")
    assert bonus(cast.anna, at=now()).available == before + 50


def test_a_key_is_issued_and_copied(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in()
    page.goto(f"/admin/loyalty/integration/{cast.till.pk}/keys/issue/")
    page.fill("[name=name]", "Касса 3")
    page.check("[name=scopes][value=quotes]")
    page.click("button.primary")
    secret = page.locator("[data-secret]").inner_text()
    assert "." in secret
    page.click("a.primary")
    expect(page.locator("table.listing")).to_contain_text("Касса 3")
    assert secret not in page.content()


def test_filters_open_and_apply(sign_in: SignIn) -> None:
    page = sign_in()
    page.goto("/admin/loyalty/order/")
    expect(page.locator("#result_list tbody tr")).to_have_count(2)
    page.goto("/admin/loyalty/order/?state__exact=placed")
    expect(page.locator("#result_list")).to_contain_text("W-1")
    expect(page.locator("#result_list")).not_to_contain_text("R-1")


def test_a_cashier_lead_has_a_short_menu(sign_in: SignIn) -> None:
    page = sign_in("cashier")
    links = page.eval_on_selector_all("#nav-sidebar-apps a", "links => links.map(link => link.getAttribute('href'))")
    assert "/admin/loyalty/order/" in links
    assert "/admin/programme/" not in links
    assert "/admin/loyalty/user/" not in links
