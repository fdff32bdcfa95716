"""What the builder asks while a person types."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.builder.models import CampaignExample
from campaigns.campaign.models import Campaign
from campaigns.campaign.save_draft import save_draft
from loyalty.catalogue.models import Category
from loyalty.clock import now
from loyalty.members.models import Member
from tests.builders import a_cart, a_member, a_user, an_order
from tests.campaigns.running import definition
from tests.cast import Cast
from tests.hostile.corpus import SHARP, TYPED

pytestmark = pytest.mark.django_db
TEN = {"percent_off": {"rate": 1_000, "goods": {"categories": ["coffee"]}}}
CART = {"shop": "lesnaya", "lines": [{"sku": "COFFEE", "price": 45_000}], "at": "2026-11-21T12:00"}


@pytest.fixture
def marketer(cast: Cast) -> Client:
    client = Client()
    client.force_login(a_user(roles=["Marketer"]))
    return client


def _form(**changes: Any) -> dict[str, Any]:
    return {"code": "spring", "title_ru": "Весна", "title_en": "Spring", "lane": "goods", "uses_up": "on",
            "effects": json.dumps([{"percent_off": {"rate": 1_000}}]), "try_cart": json.dumps(CART),
            **changes}  # fmt: skip


def _ask(marketer: Client, page: str, form: dict[str, Any], *args: Any) -> Any:
    answer = marketer.post(reverse(f"admin:campaign_{page}", args=args), form)
    assert answer.status_code == 200
    return answer.json()


def test_the_sentence_calls_things_by_their_names(marketer: Client) -> None:
    Category.objects.create(code="coffee", name="Кофе")
    told = _ask(marketer, "sketch", _form(effects=json.dumps([TEN])))
    assert "Скидка 10\xa0% на товары категории «Кофе»" in json.dumps(told["parts"], ensure_ascii=False)
    assert told["said"] == {"effects[0]": "Скидка 10\xa0% на товары категории «Кофе»"}
    assert told["problems"] == []


def test_a_form_that_is_half_empty_has_a_sentence_and_paths(marketer: Client) -> None:
    told = _ask(marketer, "sketch", {"when": '{"all": [{"age": {}}]}', "effects": "["})
    assert [one["path"] for one in told["problems"]] == ["when.all[0].age"]
    assert {"label": "Что даёт", "lines": ["…"]} in told["parts"]


def test_a_new_line_costs_what_the_goods_were_sold_for_last(marketer: Client, cast: Cast) -> None:
    # given two sales in the coffee shop, a later one elsewhere
    sales = ((cast.lesnaya, 45_000, 2, 3), (cast.lesnaya, 47_050, 3, 2), (cast.other_shop, 60_000, 1, 1))
    for shop, price, pieces, days in sales:
        an_order(shop, a_cart(price=price, pieces=pieces), at=now() - timedelta(days=days))
    # then
    expected = (("COFFEE", "lesnaya", 47_050), ("COFFEE", "nowhere", 60_000), ("TEA", "lesnaya", None))
    for sku, code, told in expected:
        assert marketer.get(reverse("admin:campaign_price"), {"sku": sku, "shop": code}).json() == {"price": told}


def test_a_cart_is_tried_before_the_campaign_has_a_name(marketer: Client) -> None:
    told = _ask(marketer, "try", _form(code="", title_ru="", title_en=""))
    assert (told["to_pay"], told["says"], told["now_says"]) == ("405\xa0₽", "−45\xa0₽", "выгоды нет")
    assert [(one["is_draft"], one["amount"]) for one in told["applied"]] == [(True, "−45\xa0₽")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"effects": "[]"}, "Заполните акцию"), ({"try_cart": ""}, "Положите товары"),
        ({"try_cart": json.dumps({**CART, "shop": "x"})}, "Выберите магазин"),
    ],
)  # fmt: skip
def test_what_cannot_be_tried_says_what_is_missing(marketer: Client, changes: dict[str, str], said: str) -> None:
    assert said in _ask(marketer, "try", _form(**changes))["error"]


def test_examples_are_kept_tried_again_told_at_saving_and_forgotten(marketer: Client) -> None:
    # given a campaign with an example
    campaign = save_draft(raw=definition("spring", {"percent_off": {"rate": 1_000}}), author=None)
    sent = _form(campaign=campaign.pk)
    kept = _ask(marketer, "examples", {**sent, "act": "keep", "name": "Кофе"}, campaign.pk)["examples"]
    assert [(one["name"], one["holds"], one["now"]) for one in kept] == [("Кофе", True, "−45\xa0₽")]

    # when the draft changes
    less = json.dumps([{"percent_off": {"rate": 500}}])
    (changed,) = _ask(marketer, "examples", {**sent, "effects": less}, campaign.pk)["examples"]
    saved = marketer.post(reverse("admin:campaign_edit", args=[campaign.pk]), {**sent, "effects": less}, follow=True)

    # then
    assert (changed["holds"], changed["expected"], changed["now"]) == (False, "−45\xa0₽", "−22,50\xa0₽")
    assert "Пример «Кофе»: ожидали −45\xa0₽, теперь −22,50\xa0₽." in saved.content.decode()
    assert "изменилось" in saved.content.decode()
    assert _ask(marketer, "examples", {**sent, "act": "drop", "name": "Кофе"}, campaign.pk)["examples"] == []
    assert not CampaignExample.objects.exists()


def test_the_audience_is_counted_while_the_campaign_is_written(marketer: Client) -> None:
    of_tver = {"city": {"one_of": ["Тверь"]}}
    Member.objects.filter(pk=a_member()).update(city="Тверь")

    def told(*conditions: dict[str, Any]) -> str:
        return str(_ask(marketer, "audience", _form(when=json.dumps({"all": conditions})))["text"])

    everybody = Member.objects.count()
    assert told(of_tver) == f"Сейчас подходят: 1 участник из {everybody}"
    assert told(of_tver, {"goods_total": {"at_least": 100}}).startswith(
        "Сейчас могут подойти, смотря по корзине: 1 участник"
    )
    assert "для всех" in told({"goods_total": {"at_least": 100}})
    assert told({"age": {}}) == ""


def test_an_example_needs_a_name(marketer: Client) -> None:
    campaign = save_draft(raw=definition("spring", {"percent_off": {"rate": 1_000}}), author=None)
    for name in ("", " ", "x" * 101, "a\0b"):
        told = _ask(marketer, "examples", _form(campaign=campaign.pk, act="keep", name=name), campaign.pk)
        assert "Назовите пример" in told["error"]


def test_what_a_return_gives_back_is_kept_by_the_form(marketer: Client) -> None:
    campaign = save_draft(raw=definition("spring", {"percent_off": {"rate": 1_000}}, on_return="parts"), author=None)
    address = reverse("admin:campaign_edit", args=[campaign.pk])
    assert marketer.get(address).context["form"].initial["on_return"] == "parts"
    marketer.post(address, _form(on_return="parts"))
    assert Campaign.objects.get().draft["on_return"] == "parts"


def test_nonsense_ends_in_no_fault(marketer: Client) -> None:
    campaign = save_draft(raw=definition("spring", {"percent_off": {"rate": 1_000}}), author=None)
    names = ("code", "title_ru", "when", "effects", "budgets", "starts_at", "excludes", "priority", "try_cart", "name")
    nested = '{"all": [' * 2_000 + "1" + "]}" * 2_000
    for turn, value in enumerate([*SHARP, *TYPED, nested]):
        for at, page in enumerate(("sketch", "try", "examples", "audience")):
            name = names[(turn + at) % len(names)]
            args = [campaign.pk] if page == "examples" else []
            _ask(marketer, page, _form(**{"act": "keep", "name": "x", name: value}), *args)
    assert marketer.post(reverse("admin:campaign_sketch"), {"campaign": "x"}).status_code == 404
