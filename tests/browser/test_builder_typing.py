"""What the builder makes of a person who types fast."""

from playwright.sync_api import expect

from campaigns.campaign.models import Campaign
from tests.browser.test_admin import SignIn, cast, sign_in
from tests.browser.test_builder import _add, _opened, goods
from tests.cast import Cast

__all__ = ["cast", "goods", "sign_in"]


def test_enter_takes_what_was_typed_and_never_sends_the_form(goods: None, cast: Cast, sign_in: SignIn) -> None:
    # given a campaign that could be saved, and a list that is open before anything is typed
    page = _opened(sign_in())
    page.fill("[name=title_ru]", "Скидка на чай")
    effect = _add(page, "b-gives", "percent_off")
    effect.locator("[data-param=rate] input").fill("10")
    page.keyboard.press("Enter")
    effect.locator("[data-reveals=skus]").click()
    expect(page.locator(".b-options:visible [role=option]").first).to_contain_text("Кофе")
    page.keyboard.press("Enter")

    # when a person types faster than the server answers
    page.keyboard.type("Чай")
    page.keyboard.press("Enter")

    # then it is what they typed, and they are still at it
    expect(effect.locator(".b-chip")).to_contain_text("Чай с мятой")
    # and in the cart beside, what was never sold waits for a price and costs no zero
    beside = page.locator("section[aria-labelledby=b-try-title]")
    beside.get_by_role("combobox", name="Добавить товар").click()
    page.keyboard.type("Чай")
    page.keyboard.press("Enter")
    expect(beside.locator(".b-answer")).to_have_text("Введите цену каждого товара.")
    beside.locator(".b-price").fill("200")
    expect(beside.locator(".b-to-pay")).to_have_text("180\xa0₽")
    assert not Campaign.objects.exists()


def test_the_budget_that_is_offered_bounds_what_is_given(cast: Cast, sign_in: SignIn) -> None:
    # given points, and nothing that a budget of discounts would count
    page = _opened(sign_in())
    page.fill("[name=title_ru]", "Сто баллов")
    _add(page, "b-gives", "extra_points").locator("[data-param=points] input").fill("100")
    # when the first budget that is offered is taken
    page.get_by_role("button", name="Бюджет на баллы").click()
    page.keyboard.type("5000")
    expect(page.locator("#b-sentence")).to_contain_text("5\xa0000 баллов в месяц")
    # then what is counted otherwise has no last benefit to make smaller
    page.get_by_role("combobox", name="Что считается").select_option("uses")
    expect(page.get_by_text("Последнюю выгоду уменьшить")).to_have_count(0)
    page.get_by_role("button", name="Сохранить черновик").click()
    page.wait_for_url("**/change/")
    (budget,) = Campaign.objects.get().draft["budgets"]
    assert (budget["metric"], budget["period"], budget["trim"]) == ("uses", "month", False)
