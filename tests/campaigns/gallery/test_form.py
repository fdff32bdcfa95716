"""The form of a mechanic: what it asks, what it refuses, what it says before anything starts."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.campaign.models import Campaign
from campaigns.gallery.mechanic import MECHANICS
from loyalty.catalogue.models import Category
from loyalty.catalogue.put_product import put_product
from loyalty.ledger.models import Unit
from tests.builders import a_user

pytestmark = pytest.mark.django_db
COMMON = {"title_ru": "Кешбэк", "title_en": "Cashback", "budget": "1 000", "no_end": "on"}


def _as(role: str) -> Client:
    client = Client()
    client.force_login(a_user(roles=[role]))
    return client


def post(client: Client, code: str, **sent: str) -> str:
    answer = client.post(reverse("admin:campaign_mechanic", args=[code]), {**COMMON, **sent}, follow=True)
    return answer.content.decode().replace("\xa0", " ")


def test_every_card_is_in_the_gallery_and_opens() -> None:
    marketer = _as("Marketer")
    page = marketer.get(reverse("admin:campaign_gallery")).content.decode()
    for code, mechanic in MECHANICS:
        address = reverse("admin:campaign_mechanic", args=[code])
        assert address in page
        assert 1 <= len(mechanic.questions) <= 4
        assert marketer.get(address).status_code == 200
    assert marketer.get(reverse("admin:campaign_mechanic", args=["nonsense"])).status_code == 404


def test_what_is_usual_stands_in_the_form() -> None:
    page = _as("Marketer").get(reverse("admin:campaign_mechanic", args=["invite-friend"])).content.decode()
    assert 'name="benefit_0" value="300"' in page
    assert '<option value="roubles" selected>' in page


def test_a_batch_about_to_be_made_is_not_missing() -> None:
    sent = {"word": "SPRING", "off_0": "10", "off_1": "percent", "least": "1 000", "uses": "5"}
    assert "С такими кодами ничего нет" not in post(_as("Marketer"), "promo-code", **sent)


def test_it_is_said_in_words_and_money_before_it_starts() -> None:
    page = post(_as("Marketer"), "cashback", rate="5", goods="")
    assert "До 1 000 ₽ в месяц" in page
    assert "Запустить сейчас" in page
    assert not Campaign.objects.exists()


def test_gifts_are_bounded_by_their_number_and_started_by_an_owner() -> None:
    put_product(sku="CUP", goods={"name": "Кружка"})
    sent = {"least": "2 000", "product": "CUP", "gifts": "100"}
    # when a marketer looks, then the way on is a review and not a budget in roubles
    page = post(_as("Marketer"), "gift", **sent)
    assert "Подарки не больше чем в 100 покупках в месяц" in page
    assert "Сколько стоят подарки, здесь неизвестно" in page
    assert "задайте бюджет" not in page
    assert "Запустить сейчас" not in page
    # when an owner starts it, then nothing has to be waived but the end
    post(_as("Owner"), "gift", step="publish", **sent)
    campaign = Campaign.objects.get()
    assert campaign.state == Campaign.State.RUNNING
    assert [(one["metric"], one["limit"]) for one in campaign.draft["budgets"]] == [("uses", 100)]


def test_stamps_that_are_yet_to_come_have_their_words() -> None:
    Category.objects.create(code="coffee", name="Кофе")
    page = post(_as("Marketer"), "sixth-free", goods="coffee", stamps="5", most="1")
    assert "Одна штука (товары категории «Кофе») за 5 штампов" in page
    assert "Сама по себе ничего" in page


def test_a_marketer_starts_within_the_limit_and_not_above_it() -> None:
    a_user("owner", roles=["Owner"])
    marketer = _as("Marketer")
    said = post(marketer, "cashback", rate="5", goods="", budget="40 000", step="publish")
    assert "Ваш лимит: 30 000 ₽ в месяц." in said
    assert not Campaign.objects.exists()
    post(marketer, "cashback", rate="5", goods="", budget="30 000", step="publish")
    campaign = Campaign.objects.get()
    assert (campaign.state, campaign.title) == (Campaign.State.RUNNING, "Кешбэк")
    assert campaign.draft["budgets"] == [
        {"metric": "margin", "scope": "campaign", "period": "month", "limit": 3_000_000, "trim": False, "shards": 1}
    ]


@pytest.mark.parametrize(
    ("code", "sent", "said"),
    [
        ("cashback", {"rate": "0"}, "Введите 0,01 или больше."),
        ("cashback", {"rate": "101"}, "Введите 100 или меньше."),
        ("cashback", {"rate": "5", "goods": "nowhere"}, "В каталоге нет такой категории."),
        ("cashback", {"rate": "5", "budget": ""}, "Введите сумму или подтвердите ниже"),
        ("cashback", {"rate": "5", "no_end": ""}, "Введите последний день или подтвердите ниже"),
        ("progressive-cashback", {"steps": "3000"}, "Каждую ступень с новой строки"),
        ("progressive-cashback", {"steps": "3000 — 7\n0 — 3"}, "Пороги ступеней должны расти."),
        ("progressive-cashback", {"steps": "x — y"}, "Каждую ступень с новой строки"),
        ("gift", {"least": "100", "product": "NO"}, "В каталоге нет товара с таким артикулом."),
        ("gift", {"least": "100", "product": "a\x00b"}, "отмеченные поля"),
        ("happy-hours", {"start": "25:00", "end": "12:00", "rate": "5"}, "Введите правильное время."),
        ("review-points", {"event": "two words", "points": "5", "times": "1"}, "Введите правильное значение."),
    ],
)
def test_what_is_wrong_is_said_beside_it(code: str, sent: dict[str, str], said: str) -> None:
    assert said in post(_as("Owner"), code, step="publish", **sent)
    assert not Campaign.objects.exists()


def test_hours_that_are_empty_are_refused_whole() -> None:
    said = post(_as("Owner"), "happy-hours", start="12:00", end="12:00", rate="5", step="draft")
    assert "Часы пустые" in said or "12:00" in said
    assert not Campaign.objects.exists()


def test_stamps_need_a_unit_which_is_made_and_codes_are_free_ones() -> None:
    # given
    put_product(sku="A-1", goods={"name": "Капучино", "category": ["coffee"]})
    owner = _as("Owner")
    # when twice
    for _time in range(2):
        post(owner, "sixth-free", goods="coffee", stamps="5", most="1", step="publish")
    # then
    assert Unit.objects.filter(code="STAMP").count() == 1
    codes = set(Campaign.objects.values_list("code", flat=True))
    assert codes == {"sixth-free", "sixth-free-2", "sixth-free-3", "sixth-free-4"}
    titles = set(Campaign.objects.values_list("title", flat=True))
    assert titles == {"Кешбэк: бесплатный за штампы", "Кешбэк: штампы"}


def test_a_role_that_edits_nothing_sees_no_gallery() -> None:
    assert _as("Analyst").get(reverse("admin:campaign_gallery")).status_code == 403


def test_a_category_and_a_product_are_found_by_name() -> None:
    marketer = _as("Marketer")
    page = marketer.get(reverse("admin:campaign_mechanic", args=["sixth-free"])).content.decode()
    assert 'data-picked="goods-picks"' in page
    assert "/pick/category/" in page
    assert "/pick/sku/" in marketer.get(reverse("admin:campaign_mechanic", args=["gift"])).content.decode()
