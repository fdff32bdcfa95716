"""The marketer's segment in a real browser: made without help, counted while it is written, used at the till."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from loyalty.catalogue.models import Category
from loyalty.clock import now
from loyalty.events.relay import relay
from loyalty.purchase.models import Order
from segments.segment.models import Segment
from segments.segment.refresh_due import refresh_due
from tests.builders import PASSWORD, a_cart, a_return, a_user, an_order
from tests.cast import Cast, enter_cast
from tests.segments.making import a_list, inside, told


@pytest.fixture
def cast(site: str) -> Cast:
    """Anna came for coffee three times, a month ago and before; Boris came yesterday, too."""
    people, at = enter_cast(), now()
    Category.objects.create(code="coffee", name="Кофе")
    for days in (50, 40, 35):
        an_order(people.lesnaya, a_cart(people.anna), at=at - timedelta(days=days))
        an_order(people.lesnaya, a_cart(people.boris), at=at - timedelta(days=days))
    an_order(people.lesnaya, a_cart(people.boris), at=at - timedelta(days=1))
    a_user("marketer", roles=["Marketer"])
    return people


@pytest.fixture
def page(site: str, cast: Cast, browser: Browser) -> Iterator[Page]:
    """A marketer at the first page; nothing strange may happen."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=site)
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", lambda got: complaints.append(got.url) if got.status >= 400 else None)
    page.goto("/admin/")
    page.fill("input[name=username]", "marketer")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    yield page
    context.close()
    assert complaints == []


def _add(page: Page, code: str) -> Locator:
    """A condition from the menu; its card."""
    page.locator(".b-adders").last.get_by_role("button").first.click()
    page.locator(f"dialog [data-code={code}]").click()
    return page.locator(".b-card").last


def _write(page: Page) -> None:
    """Bought coffee three times in 60 days, not once in the last 30, and spends 500 roubles a time."""
    often = _add(page, "orders")
    often.locator("[data-param=days] input").fill("60")
    page.locator("[name=note]").focus()  # what is wrong with a condition is said when one leaves it
    expect(often.locator(".b-error:visible, .b-node-error:visible")).to_have_text("Укажите, с чем сравнивать")
    expect(page.locator("[data-live=error]")).to_have_text(
        "Сколько покупок сделал за последнее время: Укажите, с чем сравнивать"
    )
    often.locator("[data-reveals=at_least]").click()
    page.keyboard.type("3")
    expect(often.locator(".b-goods [data-reveals]")).to_have_count(3)  # only what history keeps can be chosen
    often.locator("[data-reveals=categories]").click()
    page.keyboard.type("Кофе")
    expect(page.locator(".b-options:visible [role=option][aria-selected=true]")).to_contain_text("Кофе")
    page.keyboard.press("Enter")
    silent = _add(page, "orders")
    silent.locator("[data-param=days] input").fill("30")
    silent.locator("[data-reveals=at_most]").click()
    page.keyboard.type("0")
    average = _add(page, "average_order")
    average.locator("[data-param=days] input").fill("365")
    average.locator("[data-reveals=at_least]").click()
    page.keyboard.type("500")


def _campaign(page: Page) -> None:
    """10 % off for those in the segment, written in the builder and published."""
    page.goto("/admin/campaigns/campaign/add/")
    page.locator("html[data-builder=ready]").wait_for()
    page.fill("[name=title_ru]", "Возвращайтесь за кофе")
    for section, code in (("b-gives", "percent_off"), ("b-asks", "in_segment")):
        page.locator(f"section[aria-labelledby={section}] .b-adders").last.get_by_role("button").first.click()
        page.locator(f"dialog [data-code={code}]").click()
    page.locator("[data-param=rate] input").fill("10")
    page.locator("section[aria-labelledby=b-asks] .b-picker-input").first.click()
    page.keyboard.type("Скучаем")
    expect(page.locator(".b-options:visible [role=option][aria-selected=true]")).to_contain_text("Скучаем по кофе")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Бюджет на скидки").click()
    page.keyboard.type("10 000")
    expect(page.locator("#b-audience")).to_contain_text("Сейчас подходят: 1 участник из")
    _picture(page, "campaign")
    page.get_by_role("button", name="Сохранить черновик").click()
    page.wait_for_url("**/change/")
    page.get_by_role("link", name="Запустить").click()
    page.fill("[name=reason]", "Вернуть за кофе")
    for waived in page.locator("[name^=no_]").all():
        waived.check(force=True)
    page.click("form.card button.primary")
    page.wait_for_url("**/change/")


def _deliver() -> None:
    while relay(at=now()).claimed:  # windows are counted up to now
        pass


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_segment_is_made_counted_used_and_followed(cast: Cast, page: Page) -> None:
    # when a marketer opens the segments and writes one
    page.get_by_role("link", name="Сегменты").click()
    _picture(page, "empty")
    page.goto("/admin/segments/segment/add/")
    page.fill("input[name=title_ru]", "Скучаем по кофе")
    page.fill("input[name=title_en]", "Coffee is missed")
    expect(page.locator("input[name=code]")).to_have_value("skuchaem-po-kofe")
    page.fill("input[name=code]", "missed-coffee")
    page.get_by_role("button", name="Сохранить сегмент").click()
    expect(page.locator("[data-field=rule]")).to_contain_text("Добавьте условие")
    _write(page)

    # then the number, the sentence and Anna are there before it is saved
    expect(page.locator("[data-live=count]")).to_contain_text("1 участник из")
    expect(page.locator("[data-live=sentence]")).to_contain_text("60 дней")
    expect(page.locator("[data-live=sentence]")).to_contain_text("«Кофе»")
    expect(page.locator("[data-live=sample]")).to_contain_text("Анна")
    _picture(page, "form")
    page.get_by_role("button", name="Сохранить сегмент").click()
    expect(page.locator(".staff-page h2").first).to_contain_text("Скучаем по кофе")

    # and once the job has run the page says so
    refresh_due(at=now())
    assert inside("missed-coffee") == {cast.anna}
    page.reload()
    expect(page.locator(".tile b").first).to_have_text("1")
    _picture(page, "page")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    _picture(page, "page-phone-dark")
    page.goto("/admin/segments/segment/add/?preset=asleep")
    expect(page.locator("[data-live=count]")).to_contain_text("из")
    _picture(page, "form-phone-dark")

    # when it is used in a campaign, which says how many that are
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    _campaign(page)

    # then Anna has it at the next till, and having bought she is out; Boris has not, for he came yesterday
    assert an_order(cast.lesnaya, a_cart(cast.anna), at=now()).decision.discount_kopecks == 9_000
    today = an_order(cast.lesnaya, a_cart(cast.boris), at=now())
    assert today.decision.discount_kopecks == 0
    _deliver()
    assert told("missed-coffee") == [("left", cast.anna)]

    # until he brings back what he bought this month: he crosses the line, and the next till knows
    yesterday = Order.objects.filter(member=cast.boris).order_by("-occurred_at")[1]
    for external_id in (today.external_id, yesterday.external_id):
        a_return(replace(today, external_id=external_id), 2_000, at=now())
    _deliver()
    assert told("missed-coffee") == [("left", cast.anna), ("entered", cast.boris)]
    assert an_order(cast.lesnaya, a_cart(cast.boris), at=now()).decision.discount_kopecks == 9_000


def test_lists_overlaps_and_exports_open(cast: Cast, page: Page) -> None:
    friends, guests = a_list("friends"), a_list("guests")
    page.goto(f"/admin/segments/segment/{friends.pk}/list/")
    page.fill("textarea[name=who]", f"{cast.anna}\n{cast.boris}")
    _picture(page, "by-hand")
    page.locator("button.primary").click()
    expect(page.locator(".tile b").first).to_have_text("2")
    page.goto("/admin/segments/segment/add/")
    page.select_option("[name=kind]", "sets")
    for name in ("friends", "guests"):
        page.locator("[data-field=segments] .b-picker-input").fill(name)
        expect(page.locator(".b-options:visible [role=option][aria-selected=true]")).to_contain_text(name)
        page.keyboard.press("Enter")
    expect(page.locator("[data-live=count]")).to_contain_text("2 участника из")
    expect(page.locator("[data-live=sentence]")).to_have_text("Кто входит в «Сегмент friends» или «Сегмент guests»")
    assert page.locator("[name=segments]").input_value() == "friends, guests"
    _picture(page, "sets")
    page.goto(f"/admin/uploads/lists/import/?segment={guests.pk}")
    page.set_input_files(
        "[name=import_file]",
        {"name": "guests.csv", "mimeType": "text/csv", "buffer": f"number\n{cast.anna}\n0\n".encode()},
    )
    page.get_by_role("button", name="Проверить файл").click()
    expect(page.locator(".lead")).to_contain_text("Внести в список: Сегмент guests")
    expect(page.locator(".listing").first).to_contain_text("Такого участника нет")
    _picture(page, "list-file")
    page.get_by_role("button", name="Загрузить 1 строку").click()
    expect(page.locator(".notice.good")).to_be_visible()
    assert inside("guests") == {cast.anna}
    page.goto(f"/admin/segments/overlap/?s={friends.pk}&s={guests.pk}")
    expect(page.locator(".listing b").first).to_have_text("2")
    _picture(page, "overlap")
    for path in (f"{friends.pk}/export/", "life-cycle/", f"segment/{friends.pk}/members/", "segment/"):
        page.goto(f"/admin/segments/{path}")
        _picture(page, path.replace("/", "-"))
    assert Segment.objects.count() == 2
