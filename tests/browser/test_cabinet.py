"""The cabinet on a phone and on a desk, by day and by night, with and without scripts."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from loyalty.clock import now
from tests.builders import a_cart, a_return, an_order, some_points
from tests.cast import ANNA_PHONE, BORIS_PHONE, Cast, enter_cast

PHONE, DESK = {"width": 360, "height": 780}, {"width": 1280, "height": 800}

Open = Callable[..., Page]


@pytest.fixture
def cast(site: str) -> Cast:
    return enter_cast()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complained of; there must be nothing at the end."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def open_page(site: str, browser: Browser, complaints: list[str]) -> Iterator[Open]:
    """Opens a page of a new browser, Russian and phone-sized unless told, that notes complaints and strange hosts."""
    contexts: list[BrowserContext] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def open_one(**how: object) -> Page:
        options = {"locale": "ru-RU", "timezone_id": "Europe/Moscow", "viewport": PHONE, "base_url": site, **how}
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(site) else complaints.append(asked.url))
        return page

    yield open_one
    for context in contexts:
        context.close()


def messages_sent() -> list[str]:
    file = Path(settings.OUTBOX_DIR) / "messages.jsonl"
    return file.read_text().splitlines() if file.exists() else []


def code_after(page: Page, sent: int) -> str:
    """The code of the next message after `sent` of them: it leaves beside the request, not within it."""
    for _time in range(100):
        if len(lines := messages_sent()) > sent:
            text: str = json.loads(lines[-1])["text"]
            return next(word for word in text.split() if word.isdigit() and len(word) == 6)
        page.wait_for_timeout(100)
    raise AssertionError("no code was sent")


def sign_in(page: Page, phone: str = ANNA_PHONE) -> None:
    page.goto("/")
    page.locator("#id_value").fill(phone)
    sent = len(messages_sent())
    page.locator("main form button").click()
    page.locator("#id_code").fill(code_after(page, sent))
    page.locator("main form button").first.click()
    expect(page.locator("#qr svg")).to_be_visible()


def some_history(cast: Cast) -> None:
    at = now()
    some_points(cast.anna, 1_000, at=at)
    order = an_order(cast.lesnaya, a_cart(cast.anna, burn=100), at=at)
    a_return(order, 1_000, at=at)
    an_order(cast.lesnaya, a_cart(cast.anna, burn=200), state="placed", at=at)


def fits(page: Page) -> bool:
    """Whether nothing sticks out to the side."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return wide


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"])
def test_every_page_fits_and_breaks_no_policy(
    cast: Cast, open_page: Open, viewport: dict[str, int], scheme: str
) -> None:
    # given Anna with a history
    some_history(cast)
    page = open_page(viewport=viewport, color_scheme=scheme)

    # when she goes through all of it
    page.goto("/")
    assert fits(page)
    sign_in(page)
    assert fits(page)
    page.locator(".parts a").click()
    expect(page.locator(".notice")).to_be_visible()
    assert fits(page)
    page.goto("/history/")
    assert fits(page)
    page.locator("a.line").first.click()
    expect(page.locator(".reasons").first).to_be_visible()
    assert fits(page)

    # then the page is as light or dark as she likes it
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(244, 244, 241)", "dark": "rgb(16, 18, 20)"}[scheme]


def test_the_card_and_the_balance_are_on_the_first_screen(cast: Cast, open_page: Open) -> None:
    some_history(cast)
    page = open_page()
    sign_in(page)
    for part in (".amount__number", "#qr svg", ".card__number"):
        box = page.locator(part).bounding_box()
        assert box
        assert box["y"] + box["height"] <= PHONE["height"]


def test_everything_works_without_scripts(cast: Cast, open_page: Open) -> None:
    # when Boris, who has no scripts, signs in and out
    page = open_page(java_script_enabled=False)
    sign_in(page, BORIS_PHONE)
    expect(page.get_by_text("Пока пусто")).to_be_visible()
    page.get_by_role("button", name="Выйти").click()

    # then
    expect(page.locator("#id_value")).to_be_visible()


def test_everything_works_with_keys_alone(cast: Cast, open_page: Open) -> None:
    # given
    page = open_page(viewport=DESK)
    page.goto("/")

    # when the field is found with Tab, and the code is sent with Enter
    for _key in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "id_value":
            break
    page.keyboard.type(ANNA_PHONE)
    sent = len(messages_sent())
    page.keyboard.press("Enter")
    page.locator("#id_code").focus()
    page.keyboard.type(code_after(page, sent))
    page.keyboard.press("Enter")
    expect(page.locator("#qr svg")).to_be_visible()

    # then the first Tab offers to skip to the content, and where the focus is can be seen
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"


def test_the_code_renews_itself_and_fades_without_a_network(cast: Cast, open_page: Open, complaints: list[str]) -> None:
    # given the card under a clock of our own
    page = open_page()
    page.clock.install()
    sign_in(page)
    page.wait_for_load_state("load")  # the card may be seen before its deferred script has set the timer
    page.evaluate("document.querySelector('#qr svg').id = 'first'")

    # when most of a minute has passed
    page.clock.run_for(41_000)

    # then another code has taken its place
    expect(page.locator("#first")).to_have_count(0)
    expect(page.locator("#qr svg")).to_be_visible()

    # when the network goes and the code grows old
    page.context.set_offline(True)
    page.clock.run_for(41_000)
    page.clock.run_for(25_000)

    # then it says so
    expect(page.locator("#qr")).to_have_class("qr qr--stale")
    expect(page.get_by_text("Нет связи. Назовите на кассе номер карты")).to_be_visible()

    # when the network is back
    page.context.set_offline(False)
    page.clock.run_for(6_000)

    # then it is good again
    expect(page.locator("#qr")).to_have_class("qr")
    complaints[:] = [text for text in complaints if "ERR_INTERNET_DISCONNECTED" not in text]


def test_the_wait_for_another_code_is_counted_down_in_words(cast: Cast, open_page: Open) -> None:
    # given a code just sent
    page = open_page()
    page.clock.install()
    page.goto("/")
    page.locator("#id_value").fill(ANNA_PHONE)
    page.locator("main form button").click()
    again = page.locator("#again")
    expect(again).to_be_disabled()

    # when time passes
    left = int("".join(filter(str.isdigit, again.inner_text())))
    page.clock.run_for((left - 2) * 1_000)

    # then the words follow it, in the right form
    expect(again).to_have_text("Новый код через 2 секунды")
    page.clock.run_for(2_000)
    expect(again).to_be_enabled()
    expect(again).to_have_text("Новый код ")


def test_the_language_is_a_button_away(cast: Cast, open_page: Open) -> None:
    page = open_page()
    page.goto("/sign-in/?by=email")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Get a code")).to_be_visible()
    expect(page.locator("#id_value")).to_have_attribute("type", "email")
    page.get_by_role("button", name="Русский").click()
    expect(page.get_by_role("button", name="Получить код")).to_be_visible()
