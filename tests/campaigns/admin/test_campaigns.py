"""The staff's pages of campaigns: who may do what, what they say, what they refuse."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from prometheus_client import CollectorRegistry, generate_latest

from campaigns.campaign.models import Campaign, CampaignLane, RulesetRow
from campaigns.campaign.rulesets import ruleset_of
from campaigns.campaign.save_draft import save_draft
from loyalty.api.readings import Readings
from loyalty.catalogue.models import Category, Collection, Product
from loyalty.clock import now
from loyalty.instance.deps import deps
from loyalty.program.current import program
from tests.builders import a_cart, a_member, a_return, a_shop, a_user, an_order, with_settings
from tests.campaigns.running import a_campaign, a_reward, definition, deliver_all, with_stamps
from tests.loyalty.tiers.ladders import by_spend

pytestmark = pytest.mark.django_db
TEN = {"percent_off": {"rate": 1_000, "goods": {"categories": ["coffee"]}}}
LISTED, NEW = "admin:campaigns_campaign_changelist", "admin:campaigns_campaign_add"


def _as(role: str) -> Client:
    client = Client()
    client.force_login(a_user(roles=[role]))
    return client


def _page(name: str, *args: object) -> str:
    return reverse(f"admin:{name}", args=args)


def _form(**changes: Any) -> dict[str, Any]:
    return {"code": "spring", "title_ru": "Весна", "title_en": "Spring", "lane": "goods", "uses_up": "on",
            "effects": json.dumps([TEN]), **changes}  # fmt: skip


def test_a_marketer_drafts_and_submits_and_an_approver_publishes() -> None:
    # given
    marketer, approver = _as("Marketer"), _as("Approver")

    # when
    saved = marketer.post(reverse(NEW), _form(starts_at="2026-12-01T09:30"), follow=True)
    campaign = Campaign.objects.get()
    submitted = marketer.post(_page("campaign_step", campaign.pk, "submit"), {"reason": "готово"})
    on_purpose = {"no_end": "on", "no_budget": "on"}
    refused = marketer.post(
        _page("campaign_step", campaign.pk, "publish"), {"reason": "сам", **on_purpose}, follow=True
    )
    published = approver.post(
        _page("campaign_step", campaign.pk, "publish"), {"reason": "хорошо", **on_purpose}, follow=True
    )

    # then
    assert "скидка 10\xa0% на товары категории «coffee»" in saved.content.decode().lower()
    assert (submitted.status_code, refused.status_code, published.status_code) == (302, 200, 200)
    said = refused.content.decode()
    assert "Акция может стоить больше, чем ваша роль запускает самостоятельно" in said
    assert "Ваш лимит: 30\xa0000\xa0₽ в месяц." in said
    campaign.refresh_from_db()
    assert campaign.version is not None
    assert campaign.version.definition["starts_at"] == "2026-12-01T09:30:00+03:00"
    assert campaign.version.reason == "хорошо"
    assert campaign.version.author != campaign.owner


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"effects": "["}, "Это не JSON: строка 1"),
        ({"effects": '[{"percent_off": {"rate": 0}}]'}, "действия → 1 → «percent_off» → Процент: Должно быть"),
        ({"when": '{"all": [{"age": {"at_least": "x"}}]}'}, "«age» → Не меньше: Здесь нужно целое число"),
        ({"budgets": '[{"metric": "uses"}]'}, "бюджеты → 1 → Не больше: Не хватает этой части"),
        ({"excludes": "autumn"}, "Нет акции autumn"),
        ({"code": "Весна"}, "строчные латинские буквы"),
    ],
)
def test_what_is_wrong_is_said_by_its_field_in_words(changes: dict[str, str], said: str) -> None:
    answer = _as("Marketer").post(reverse(NEW), _form(**changes))
    assert said in answer.content.decode()
    assert not Campaign.objects.exists()


def test_a_check_shows_the_sentence_and_stores_nothing() -> None:
    answer = _as("Marketer").post(reverse(NEW), _form(check="1"))
    assert "Скидка 10\xa0% на товары категории «coffee»" in answer.content.decode()
    assert not Campaign.objects.exists()


def test_a_new_campaign_does_not_take_the_place_of_another() -> None:
    save_draft(raw=definition("spring", {"percent_off": {"rate": 500}}), author=None)
    answer = _as("Marketer").post(reverse(NEW), _form())
    assert "Акция с таким кодом уже есть." in answer.content.decode()
    assert Campaign.objects.get().draft["effects"][0]["percent_off"]["rate"] == 500


def test_the_page_tells_what_runs_and_how_the_draft_differs() -> None:
    # given a campaign in force, with a budget, and a newer draft
    budgets = [{"metric": "discount", "limit": 10_000_000}]
    a_campaign("spring", TEN, budgets=budgets)
    save_draft(raw=definition("spring", {"percent_off": {"rate": 1_500}}, budgets=budgets), author=None)

    # when
    page = _as("Analyst").get(_page("campaigns_campaign_change", Campaign.objects.get().pk)).content.decode()

    # then
    assert "Что действует сейчас" in page
    assert "израсходовано 0\xa0₽ из 100\xa0000\xa0₽" in page
    assert "<del>1000</del>" not in page
    assert re.search("<del>Скидка 10\xa0% [^<]*</del>.*<ins>Скидка 15\xa0% ", page, re.DOTALL | re.IGNORECASE)


@pytest.mark.parametrize("step", ["pause", "finish"])
def test_a_stop_says_what_will_happen_and_may_withdraw_prices(step: str) -> None:
    a_campaign("spring", TEN)
    campaign, approver = Campaign.objects.get(), _as("Approver")
    asked = approver.get(_page("campaign_step", campaign.pk, step)).content.decode()
    assert "Со следующей покупки ни одна касса её не предложит" in asked
    assert "Отозвать готовые расчёты" in asked
    without_reason = approver.post(_page("campaign_step", campaign.pk, step), {"reason": ""})
    assert "Напишите причину" in without_reason.content.decode()
    approver.post(_page("campaign_step", campaign.pk, step), {"reason": "цена", "withdraw": "on"})
    campaign.refresh_from_db()
    assert campaign.state == {"pause": "paused", "finish": "finished"}[step]


def test_a_list_of_many_asks_as_little_as_a_list_of_one(django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        a_campaign(f"c-{number}", TEN, budgets=[{"metric": "discount", "limit": 10_000_000}])
    an_order(a_shop(), a_cart())
    deliver_all()
    client = _as("Analyst")
    with django_assert_max_num_queries(30):
        page = client.get(reverse(LISTED)).content.decode()
    assert page.count("<progress") == 12


def test_a_lane_changed_by_hand_is_in_force_at_once() -> None:
    a_campaign("spring", TEN)
    lane = CampaignLane.objects.get(code="goods")
    address = _page("campaigns_campaignlane_change", lane.pk)
    data = {"title": lane.title, "order": lane.order, "mode": "first", "by_line": "on", "within_rate": 0}
    assert _as("Owner").post(address, data).status_code == 302
    now = {one["code"]: one for one in RulesetRow.objects.latest("number").lanes}
    assert (now["goods"]["mode"], CampaignLane.objects.get(code="goods").mode) == ("first", "first")
    assert _as("Approver").post(address, {**data, "mode": "stack"}).status_code == 403


def test_the_history_of_each_row_is_its_acts_in_the_journal_and_leads_back() -> None:
    # given
    a_campaign("spring", TEN)
    trigger = a_reward("review", shop=a_shop().pk, member=a_member())
    lane = CampaignLane.objects.get(code="goods")
    lane.title = "Товары недели"
    lane.save(update_fields=["title"])
    owner = _as("Owner")

    for model, pk in [("campaign", Campaign.objects.get().pk), ("campaignlane", lane.pk), ("triggercampaign", trigger)]:
        # when
        shown = owner.get(_page(f"campaigns_{model}_history", pk), follow=True)

        # then
        assert len(shown.context["cl"].result_list) >= 1, model
        assert _page(f"campaigns_{model}_change", pk) in shown.content.decode(), model


@pytest.mark.parametrize("pk", ["abc", "999999999", "9" * 30])
def test_a_campaign_that_is_not_there_is_not_found(pk: str) -> None:
    assert _as("Owner").get(_page("campaigns_campaign_change", pk)).status_code == 404


@pytest.mark.parametrize("text", ["9" * 5_000, "[" * 100_000, '["\\u0000"]', '["\\ud800"]', "[NaN]"])
def test_what_python_or_the_database_cannot_hold_is_no_json(text: str) -> None:
    page = _as("Marketer").post(reverse(NEW), _form(effects=text))
    assert page.status_code == 200
    assert "Это не JSON." in page.content.decode()
    assert not Campaign.objects.exists()


def test_the_list_and_the_page_tell_what_it_has_come_to_by_version() -> None:
    # given: two orders under version 1, one of which half came back, and one under version 2
    shop, member = a_shop(), a_member()
    a_campaign("spring", TEN)
    campaign, analyst = Campaign.objects.get(), _as("Analyst")
    assert "Покупок ещё не было" in analyst.get(_page("campaigns_campaign_change", campaign.pk)).content.decode()
    an_order(shop, a_cart(member))
    a_return(an_order(shop, a_cart(member)), 1_000)
    a_campaign("spring", {"extra_points": {"points": 100}})
    an_order(shop, a_cart(member))
    deliver_all()
    # when
    page = analyst.get(_page("campaigns_campaign_change", campaign.pk)).content.decode()
    listed = analyst.get(reverse(LISTED)).content.decode()
    # then
    assert "3 покупки · скидки 135\xa0₽ · 100\xa0баллов" in listed
    assert "<b>135\xa0₽</b>" in page
    assert "2 покупки · скидки 135\xa0₽" in page
    assert "1 покупка · 100\xa0баллов" in page


def test_a_campaign_that_tills_leave_out_is_told_everywhere() -> None:
    # given: its lane was taken away, so that nobody offers it any more
    a_campaign("spring", TEN)
    a_campaign("autumn", {"percent_off_order": {"rate": 1_000}}, lane="order")
    CampaignLane.objects.filter(code="order").delete()
    a_campaign("winter", TEN)
    left_out, fine = Campaign.objects.get(code="autumn"), Campaign.objects.get(code="spring")
    owner = _as("Owner")
    # when
    first, listed, page, other = (
        owner.get(address).content.decode()
        for address in (
            reverse("admin:index"), reverse(LISTED), _page("campaigns_campaign_change", left_out.pk),
            _page("campaigns_campaign_change", fine.pk),
        )
    )  # fmt: skip
    # then
    assert "Кассы не предлагают акцию, потому что эта версия системы её не понимает: «Акция autumn»" in first
    assert listed.count(">не действует</span>") == 1
    assert "Кассы не предлагают эту акцию" in page
    assert "Кассы не предлагают эту акцию" not in other
    told = deps(at=now())
    assert [one.code for one in told.degradations] == ["campaigns_left_out"]
    assert 'loyalty_troubles{code="campaigns_left_out"} 1.0' in generate_latest(_read()).decode()


def _read() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(Readings())
    return registry


def test_sentences_say_names_and_codes_only_where_names_do_not_tell() -> None:
    # given: two categories of one name, a product, a collection, a shop, a tier and a unit
    Category.objects.create(code="coffee", name="Кофе")
    Category.objects.create(code="tea-1", name="Чай")
    Category.objects.create(code="tea-2", name="Чай")
    Product.objects.create(sku="A-1", name="Капучино")
    Collection.objects.create(code="week", name="Товары недели")
    a_shop("lesnaya", name="Кофе на Лесной")
    with_settings(ladder=by_spend())
    with_stamps(a_member(), 1)
    tier = program().settings.ladder.tiers[0]  # type: ignore[union-attr]
    a_campaign(
        "spring", {"percent_off": {"rate": 1_000, "goods": {"categories": ["coffee", "tea-1", "gone"]}}},
        {"gift": {"skus": ["A-1"]}}, {"extra_points": {"points": 5, "unit": "STAMP"}},
        {"percent_off": {"rate": 100, "goods": {"collections": ["week"]}}},
        when={"all": [{"shop": {"one_of": ["lesnaya"]}}, {"tier": {"one_of": [tier.code]}}]},
    )  # fmt: skip
    # when
    page = _as("Analyst").get(_page("campaigns_campaign_change", Campaign.objects.get().pk)).content.decode()
    # then
    for said in (
        "«Кофе», «Чай (tea-1)», «gone»", "«Капучино (A-1)»", "5\xa0штампов", "«Товары недели»", "«Кофе на Лесной»",
        f"«{tier.name_ru}»",
    ):  # fmt: skip
        assert said in page, said
    # and customers are told names alone: codes tell them nothing apart
    (spring,) = ruleset_of(program().ruleset).campaigns
    assert "«Кофе», «Чай», «gone»" in spring.effects[0][1].text.ru
    assert "«Капучино»" in spring.effects[1][1].text.ru
    assert (spring.parts[0].text.en, spring.parts[1].text.en) == (
        "shop is “Кофе на Лесной”", f"tier is “{tier.name_en}”",
    )  # fmt: skip


def test_editing_keeps_what_returns_give_back() -> None:
    # given: a campaign that a document said more of than the form used to show
    save_draft(raw=definition("spring", {"percent_off": {"rate": 500}}, on_return="parts"), author=None)
    campaign, marketer = Campaign.objects.get(), _as("Marketer")
    address = _page("campaign_edit", campaign.pk)
    assert '<option value="parts" selected>' in marketer.get(address).content.decode()
    # when
    marketer.post(address, _form(on_return="parts"))
    # then
    campaign.refresh_from_db()
    assert campaign.draft["on_return"] == "parts"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mode": "stack", "by_line": "on"}, "никого не выбирают для строки"),
        ({"mode": "best", "within_rate": "5"}, "Отступает от лучшего для покупателя только"),
    ],
)
def test_a_lane_that_contradicts_itself_is_not_saved(changes: dict[str, str], said: str) -> None:
    lane = CampaignLane.objects.get(code="goods")
    data = {"title": lane.title, "order": lane.order, "mode": "best", "within_rate": "0", **changes}
    answer = _as("Owner").post(_page("campaigns_campaignlane_change", lane.pk), data)
    assert said in answer.content.decode()
    assert CampaignLane.objects.get(code="goods").mode == lane.mode


def test_a_budget_of_uses_cannot_be_made_smaller_to_fit() -> None:
    budgets = json.dumps([{"metric": "uses", "limit": 5, "trim": True}])
    answer = _as("Marketer").post(reverse(NEW), _form(budgets=budgets))
    assert "Уменьшить, чтобы поместилось, можно только скидки и баллы" in answer.content.decode()
