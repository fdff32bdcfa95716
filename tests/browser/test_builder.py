"""A marketer builds campaigns: by mouse, by keyboard, with mistakes, and tries carts on them."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from campaigns.builder.models import CampaignExample
from campaigns.campaign.models import Campaign
from campaigns.campaign.save_draft import save_draft
from campaigns.conditions.condition import CONDITIONS
from campaigns.effects.effect import EFFECTS
from loyalty.catalogue.models import Category, Product
from loyalty.clock import now
from loyalty.jobs.models import JobRun
from loyalty.ledger.models import Unit
from tests.browser.axe import no_serious_fault
from tests.browser.test_admin import DESK, TABLET, SignIn, cast, in_english, sign_in
from tests.campaigns.running import definition
from tests.cast import Cast
from tests.segments.making import a_segment, an_analysis

__all__ = ["cast", "sign_in"]
TEN = {"percent_off": {"rate": 1_000}}


@pytest.fixture
def goods(cast: Cast) -> None:
    coffee = Category.objects.create(code="coffee", name="Кофе")
    Product.objects.create(sku="COFFEE", name="Кофе фильтр", category=coffee, brand="Lavazza")
    Product.objects.create(sku="TEA", name="Чай с мятой")


def _opened(page: Page, campaign: Campaign | None = None) -> Page:
    page.goto("/admin/campaigns/campaign/" + (f"{campaign.pk}/edit/" if campaign else "add/"))
    expect(page.locator("html")).to_have_attribute("data-builder", "ready")
    return page


def _section(page: Page, name: str) -> Locator:
    return page.locator(f"section[aria-labelledby={name}]")


def _add(page: Page, section: str, code: str) -> Locator:
    """A condition or an effect from the menu; its card."""
    _section(page, section).locator(".b-adders button").last.evaluate("button => button.scrollIntoView()")
    _section(page, section).locator(".b-adders").last.get_by_role("button").first.click()
    page.locator(f"dialog [data-code={code}]").click()
    return _section(page, section).locator(".b-card").last


def _picked(page: Page, typed: str) -> None:
    """Types into the search that has the focus and takes what is found."""
    page.keyboard.type(typed)
    expect(page.locator(".b-options:visible [role=option][aria-selected=true]")).to_contain_text(typed)
    page.keyboard.press("Enter")


def _sentence(page: Page) -> Locator:
    return page.locator("#b-sentence")


def _saved(page: Page) -> Campaign:
    page.get_by_role("button", name="Сохранить черновик").click()
    page.wait_for_url("**/change/")
    return Campaign.objects.latest("pk")


def test_from_a_blank_page_to_the_next_quote(goods: None, cast: Cast, sign_in: SignIn) -> None:
    """−10 % on a category at weekends for those who joined less than 30 days ago, at most 10 000 ₽ a month."""
    # given a blank page
    page = _opened(sign_in())

    # when a person fills it in
    page.fill("[name=title_ru]", "Выходные с кофе для новых")
    effect = _add(page, "b-gives", "percent_off")
    effect.locator("[data-param=rate] input").fill("10")
    effect.locator("[data-reveals=categories]").click()
    _picked(page, "Кофе")
    _add(page, "b-asks", "member_days")
    page.keyboard.type("29")  # “not more than” is what people ask of days since joining
    page.get_by_role("button", name="Суббота").click()
    page.get_by_role("button", name="Воскресенье").click()
    page.get_by_role("button", name="Бюджет на скидки").click()
    page.keyboard.type("10 000")

    # then the sentence says it as they type
    for said in (
        "По субботам и воскресеньям, и в программе",
        "не больше 29 дней",
        "Скидка 10\xa0% на товары категории «Кофе»",
        "10\xa0000\xa0₽ в месяц",
    ):
        expect(_sentence(page)).to_contain_text(said)
    campaign = _saved(page)
    assert campaign.code == "vyhodnye-s-kofe-dlya-novyh"
    assert campaign.draft["lane"] == "goods"
    assert campaign.draft["when"] == {
        "all": [{"weekday": {"days": ["6", "7"]}}, {"member_days": {"at_most": 29}}]
    }  # fmt: skip
    assert campaign.draft["effects"] == [
        {"percent_off": {"rate": 1_000, "goods": {"categories": ["coffee"]}, "rounding": "half_up"}}
    ]
    assert [(one["limit"], one["period"], one["metric"]) for one in campaign.draft["budgets"]] == [
        (1_000_000, "month", "discount")
    ]

    # and when it is published
    page.get_by_role("link", name="Запустить").click()
    page.fill("[name=reason]", "Новым участникам")
    for waived in page.locator("[name^=no_]").all():
        waived.check(force=True)
    page.click("form.card button.primary")
    page.wait_for_url("**/change/")

    # then the next quote of a member who joined a week ago applies it on Saturday and says so, and not on Monday
    def quoted(day: str) -> Any:
        cart = {"cart_id": "1", "member": {"kind": "phone", "value": "+79161112233"}, "channel": "pos", "at": day,
                "lines": [{"line_id": "1", "sku": "COFFEE", "quantity": "2", "price": "450.00"}]}  # fmt: skip
        answer = page.request.post(
            "/api/v1/quotes", data=cart, headers={"Authorization": f"Api-Key {cast.key}", "Accept-Language": "ru"}
        )
        assert answer.ok, answer.text()
        return answer.json()

    saturday, monday = quoted("2026-11-28T12:00:00+03:00"), quoted("2026-11-30T12:00:00+03:00")
    assert saturday["totals"]["discount"] == "90.00"
    assert "Выходные с кофе для новых: скидка 10\xa0%" in saturday["applied"][0]["text"]
    assert monday["totals"]["discount"] == "0.00"


def _everything() -> list[tuple[str, dict[str, Any]]]:
    """Campaigns that have the example of every registered kind between them."""
    conditions = [{code: dict(kind.example)} for code, kind in CONDITIONS]
    effects = [{code: dict(kind.example)} for code, kind in EFFECTS]
    made = [("conditions", definition("conditions", TEN, when={"all": conditions}))]
    for start in range(0, len(effects), 10):
        made.append((f"effects-{start}", definition(f"effects-{start}", *effects[start : start + 10])))
    return made


def test_every_registered_kind_opens_as_a_form_and_comes_back_unchanged(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in()
    a_segment("asleep", {"first_order": {}})  # examples name it, an analysis and these stamps
    an_analysis()
    Unit.objects.create(code="STAMP", name_ru="штамп", name_en="stamp", forms_ru="штамп|штампа|штампов", forms_en="s|s")
    for code, raw in _everything():
        # given its example, stored
        campaign = save_draft(raw=json.loads(json.dumps(raw)), author=None)
        before = campaign.draft
        _opened(page, campaign)
        section = "b-asks" if code == "conditions" else "b-gives"
        cards = _section(page, section).locator(".b-card")
        scheduled = 2 if code == "conditions" else 0  # days and hours are asked for above the tree
        expect(cards).to_have_count(len(raw["when"]["all"] if code == "conditions" else raw["effects"]) - scheduled)
        assert not page.locator("textarea.b-code").count(), "a parameter that no control knows"

        # when something is changed and taken back, so that the editor writes all of it anew
        cards.first.get_by_role("button", name="Сделать копию").first.click()
        copy = cards.nth(1)
        copy.locator(".b-head").get_by_role("button", name="Убрать: ").click()
        _saved(page)

        # then it is what it was
        campaign.refresh_from_db()
        assert campaign.draft == before, code


def test_what_nobody_knows_stays_as_it_is(cast: Cast, sign_in: SignIn) -> None:
    # given a draft of a later release
    campaign = save_draft(raw=definition("later", TEN, when={"all": [{"first_order": {}}]}), author=None)
    future = {"all": [{"weather": {"is": ["rain"]}}, {"age": {"at_least": "много"}}, {"first_order": {}}]}
    Campaign.objects.filter(pk=campaign.pk).update(draft={**campaign.draft, "when": future})
    page = _opened(sign_in(), campaign)

    # when another condition is added
    _add(page, "b-asks", "has_member")

    # then the rest is untouched
    stored = json.loads(page.locator("[name=when]").input_value())
    assert stored["all"][:3] == future["all"]


def test_by_keyboard_alone(cast: Cast, sign_in: SignIn) -> None:
    rule = {"all": [{"first_order": {}}, {"age": {"at_least": 18}}, {"any": [{"has_member": {"is_so": True}}]}]}
    page = _opened(sign_in(), save_draft(raw=definition("keys", TEN, when=rule), author=None))

    def stored() -> Any:
        parts = json.loads(page.locator("[name=when]").input_value())["all"]
        return [next(iter(part)) if "any" not in part else [next(iter(one)) for one in part["any"]] for part in parts]

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    # when a card is moved down past its neighbour, and back up
    _section(page, "b-asks").get_by_role("button", name="Двигать стрелками: Первая покупка").focus()
    press("ArrowDown")
    assert stored() == ["age", "first_order", ["has_member"]]
    # then the focus goes with it: on into the group, out of it again
    press("ArrowDown")
    assert stored() == ["age", ["has_member"], "first_order"]
    press("ArrowRight")
    assert stored() == ["age", ["has_member", "first_order"]]
    press("ArrowLeft")
    assert stored() == ["age", ["has_member"], "first_order"]

    # a copy, taken out again, and brought back
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Сделать копию: Первая покупка").focus()
    press("Enter")
    assert stored() == ["age", ["has_member"], "first_order", "first_order"]
    press("Delete")
    assert stored() == ["age", ["has_member"], "first_order"]
    press("Control+z")
    assert stored() == ["age", ["has_member"], "first_order", "first_order"]

    # the menu is searched and chosen from without the mouse
    _section(page, "b-asks").locator(".b-adders").last.get_by_role("button", name="Условие").focus()
    press("Enter")
    page.keyboard.type("день рождения")
    press("Enter")
    assert stored()[-1] == "birthday"
    expect(page.locator(".b-card").filter(has_text="День рождения").locator("input").first).to_be_focused()


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "finger"])
def test_a_card_is_dragged_into_a_group(cast: Cast, sign_in: SignIn, touch: bool) -> None:
    rule = {"all": [{"first_order": {}}, {"any": [{"has_member": {"is_so": True}}]}]}
    campaign = save_draft(raw=definition("drag", TEN, when=rule), author=None)
    page = _opened(sign_in(has_touch=touch, viewport=TABLET if touch else DESK), campaign)
    section = _section(page, "b-asks")
    handle = section.get_by_role("button", name="Двигать стрелками: Первая покупка")
    target = section.locator(".b-group .b-card").first
    if touch:
        _dragged_by_finger(page, handle, target)
    else:
        handle.drag_to(target, target_position={"x": 40, "y": 4})
    assert json.loads(page.locator("[name=when]").input_value()) == {
        "all": [{"any": [{"first_order": {}}, {"has_member": {"is_so": True}}]}]
    }


def _dragged_by_finger(page: Page, handle: Locator, target: Locator) -> None:
    """Playwright's own dragging is a mouse's."""
    target.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None
    touches = page.context.new_cdp_session(page)
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    to_x, to_y = end["x"] + 40, end["y"] + 4
    touches.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 6):
        point = {"x": x + (to_x - x) * step / 5, "y": y + (to_y - y) * step / 5}
        touches.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_mistakes_stand_where_they_were_made(cast: Cast, sign_in: SignIn) -> None:
    page = _opened(sign_in())
    page.fill("[name=title_ru]", "Скидка")
    card = _add(page, "b-gives", "percent_off")
    card.locator("[data-param=rate] input").fill("120")
    # while a person is in the card nothing scolds; when they leave, it does
    page.locator("[name=note]").focus()
    expect(card.locator("[data-param=rate] .b-error")).to_contain_text("Должно быть от")
    expect(card.locator("[data-param=rate] input")).to_have_attribute("aria-invalid", "true")

    # the server says the same when it is sent all the same
    page.get_by_role("button", name="Сохранить черновик").click()
    expect(page.locator("html")).to_have_attribute("data-builder", "ready")
    again = _section(page, "b-gives").locator(".b-card").first
    expect(again.locator("[data-param=rate] .b-error")).to_contain_text("Должно быть от")
    expect(again.locator("[data-param=rate] input")).to_have_value("120")
    again.locator("[data-param=rate] input").fill("12,5")
    expect(again.locator("[data-param=rate] .b-error")).to_be_hidden()
    assert _saved(page).draft["effects"][0]["percent_off"]["rate"] == 1_250


def test_work_that_is_not_saved_is_protected_and_offered_again(cast: Cast, sign_in: SignIn) -> None:
    # given an unfinished campaign
    page = _opened(sign_in())
    page.fill("[name=title_ru]", "Недописанная")
    _add(page, "b-gives", "extra_points").locator("[data-param=points] input").fill("50")
    page.wait_for_function("Object.keys(localStorage).some(key => key.startsWith('campaign-draft:'))")

    # when the page is left, the browser asks; and when it is left all the same
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto("/admin/campaigns/campaign/")
    assert asked == ["beforeunload"]

    # then it is offered again, and there
    _opened(page)
    page.get_by_role("button", name="Вернуть их").click()
    expect(page.locator("[name=title_ru]")).to_have_value("Недописанная")
    expect(page.locator("[data-param=points] input")).to_have_value("50")
    _saved(page)

    # and once it is saved nothing is offered or asked
    _opened(page)
    expect(page.locator(".b-unsaved")).to_have_count(0)
    page.goto("/admin/campaigns/campaign/")
    assert asked == ["beforeunload"]


def test_a_cart_is_tried_kept_and_tried_again(goods: None, cast: Cast, sign_in: SignIn) -> None:
    # given a campaign for newcomers
    raw = definition("new", TEN, when={"all": [{"member_days": {"at_most": 29}}]})
    campaign = save_draft(raw=raw, author=None)
    page = _opened(sign_in(), campaign)
    beside = _section(page, "b-try-title")

    # when a cart is put together for somebody described
    beside.get_by_role("combobox", name="Добавить товар").click()
    _picked(page, "Кофе")
    page.keyboard.type("450")
    beside.get_by_label("Магазин").select_option("lesnaya")
    expect(beside.locator(".b-not-applied")).to_contain_text("Акция new")
    beside.get_by_role("button", name="описать участника").click()
    beside.locator(".b-described input").fill("5")

    # then it says what the till would say
    expect(beside.locator(".b-to-pay")).to_have_text("405\xa0₽")
    expect(beside.locator(".b-applied")).to_contain_text("Акция new: скидка 10\xa0%")
    expect(beside.locator(".b-before")).to_contain_text("без этой акции: +22 балла")

    # and kept as an example it tells of every change
    beside.get_by_label("Название примера").fill("Новенький с кофе")
    beside.get_by_role("button", name="Сохранить как пример").click()
    expect(beside.locator(".b-holds")).to_contain_text("Новенький с кофе")
    _section(page, "b-gives").locator("[data-param=rate] input").fill("5")
    expect(beside.locator(".b-differs")).to_contain_text("ожидали −45\xa0₽")
    expect(beside.locator(".b-differs")).to_contain_text("теперь −22,50\xa0₽")
    _saved(page)
    expect(page.locator("body")).to_contain_text("Пример «Новенький с кофе»: ожидали −45\xa0₽")
    assert datetime.fromisoformat(CampaignExample.objects.get().cart["at"])


@pytest.mark.parametrize(
    ("viewport", "language", "scheme"),
    [(DESK, "en", "dark"), (TABLET, "ru", "light")],
    ids=["desk-en-dark", "tablet-ru"],
)
def test_axe_finds_nothing_serious(
    goods: None, sign_in: SignIn, viewport: dict[str, int], language: str, scheme: str
) -> None:
    # given a banner above every page, and a campaign with a bit of everything
    long_ago = now() - timedelta(days=9)
    JobRun.objects.create(
        job="night", period_key="long ago", started_at=long_ago, lease_until=long_ago, finished_at=long_ago
    )
    rule = {"all": [{"weekday": {"days": ["6"]}}, {"any": [{"tier": {"one_of": ["gold"]}}, {"age": {}}]}]}
    effects: list[dict[str, Any]] = [TEN, {"percent_off_by_steps": dict(EFFECTS["percent_off_by_steps"].example)}]
    raw = definition("all", *effects, when={"all": [{"first_order": {}}]}, budgets=[{"metric": "uses", "limit": 5}])
    campaign = save_draft(raw=raw, author=None)
    Campaign.objects.filter(pk=campaign.pk).update(draft={**campaign.draft, "when": rule})
    page = sign_in(viewport=viewport, color_scheme=scheme)
    if language == "en":
        in_english(page)

    # then the form, a list that is open, the menu and the page of the campaign have no serious fault
    _opened(page, campaign)
    expect(page.locator(".notice.warn.degraded")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    no_serious_fault(page)
    page.locator("[data-param=one_of] input").first.focus()
    no_serious_fault(page)
    _section(page, "b-gives").locator(".b-adders button").first.click()
    no_serious_fault(page)
    page.keyboard.press("Escape")
    page.goto(f"/admin/campaigns/campaign/{campaign.pk}/change/")
    no_serious_fault(page)


def test_without_its_scripts_it_is_a_plain_form(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in()
    page.route("**/builder/page*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto("/admin/campaigns/campaign/add/")
    page.fill("[name=code]", "plain")
    page.fill("[name=title_ru]", "Просто")
    page.fill("[name=title_en]", "Plain")
    page.fill("[name=effects]", "[")
    page.get_by_role("button", name="Сохранить черновик").click()
    expect(page.locator("body")).to_contain_text("Это не JSON")
    page.fill("[name=effects]", json.dumps([TEN]))
    assert _saved(page).code == "plain"
