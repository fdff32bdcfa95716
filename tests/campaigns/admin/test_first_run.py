"""The first programme: asked, proposed, kept as drafts; nothing starts."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.campaign.models import Campaign
from campaigns.triggers.models import TriggerCampaign
from loyalty.catalogue.put_product import put_product
from loyalty.program.current import program
from tests.builders import a_user

pytestmark = pytest.mark.django_db
CAFE = {"trade": "coffee", "average": "300", "margin": "60", "orders": "8", "spend": "3", "goods": "coffee"}


@pytest.fixture
def page() -> str:
    put_product(sku="A-1", goods={"name": "Капучино", "category": ["coffee"]})
    return reverse("admin:campaign_first_run")


def _as(role: str) -> Client:
    client = Client()
    client.force_login(a_user(roles=[role]))
    return client


def post(client: Client, page: str, **sent: str) -> str:
    answer = client.post(page, {**CAFE, **sent}, follow=True)
    return answer.content.decode().replace("\xa0", " ")


def test_a_proposal_says_what_it_costs_and_changes_nothing(page: str) -> None:
    before = program()
    said = post(_as("Marketer"), page)
    for words in ("Каждый 10-й бесплатно", "Приветственные баллы", "допустимо 3 %", "Ожидаемые затраты"):
        assert words in said
    assert not Campaign.objects.exists()
    assert program() == before


def test_one_click_keeps_three_drafts_and_starts_none(page: str) -> None:
    # given a menu that leads there while there is nothing
    marketer = _as("Marketer")
    assert page in marketer.get(reverse("admin:campaign_calendar")).content.decode()
    assert page in marketer.get(reverse("admin:campaign_gallery")).content.decode()
    # when
    said = post(marketer, page, step="draft")
    # then
    assert "Черновики сохранены" in said
    assert set(Campaign.objects.values_list("state", flat=True)) == {Campaign.State.DRAFT}
    assert set(Campaign.objects.values_list("code", flat=True)) == {"sixth-free", "sixth-free-2", "quiet-day"}
    assert Campaign.objects.get(code="sixth-free").title == "Каждый 10-й бесплатно: бесплатный за штампы"
    assert list(TriggerCampaign.objects.values_list("code", "is_on")) == [("welcome-points", False)]
    # and the menu leads there no longer
    assert page not in marketer.get(reverse("admin:campaign_calendar")).content.decode()


def test_assumptions_are_counted_with(page: str) -> None:
    marketer = _as("Marketer")
    usual, all_of_them = post(marketer, page), post(marketer, page, members="100", spent="100")
    assert usual != all_of_them
    assert 'value="100"' in all_of_them
    # and they stay when the answers change
    assert 'name="share_comeback" value="7"' in post(marketer, page, share_comeback="7")


def test_too_little_and_a_thin_margin_are_said(page: str) -> None:
    marketer = _as("Marketer")
    assert "Разрешите больше" in post(marketer, page, spend="0,01", step="draft")
    assert not Campaign.objects.exists()
    assert "половины маржи" in post(marketer, page, margin="4")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"trade": "nonsense"}, "Выберите корректный вариант"), ({"average": "0"}, "Введите 1 или больше."),
        ({"margin": "101"}, "Введите 100 или меньше."), ({"orders": ""}, "Обязательное поле."),
        ({"goods": "nowhere"}, "В каталоге нет такой категории."), ({"share_quiet_day": "x"}, "Введите число"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_it(page: str, sent: dict[str, str], said: str) -> None:
    assert said in post(_as("Marketer"), page, **sent, step="draft")
    assert not Campaign.objects.exists()


def test_the_overview_of_a_new_programme_leads_there(page: str) -> None:
    assert page in _as("Owner").get(reverse("admin:index")).content.decode()
