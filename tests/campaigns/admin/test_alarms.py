"""What the first page tells of campaigns: what waits, ends, runs out, and what nobody has checked."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from campaigns.campaign.models import Campaign
from campaigns.campaign.move import move
from campaigns.campaign.publish import publish
from campaigns.campaign.save_draft import save_draft
from campaigns.results.models import CampaignResult
from loyalty.clock import now
from loyalty.purchase.cart import Cart, CartLine
from loyalty.staff.models import User
from tests.builders import a_shop, a_user, an_order
from tests.campaigns.running import a_campaign, definition

pytestmark = pytest.mark.django_db
TENTH = {"percent_off": {"rate": 1_000}}


def first_page(user: User, language: str = "ru") -> str:
    client = Client(headers={"accept-language": language})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.force_login(user)
    return client.get(reverse("admin:index")).content.decode().replace("\xa0", " ")


def test_what_waits_to_be_published_is_told_to_those_who_publish() -> None:
    save_draft(raw=definition("spring", TENTH), author=None)
    move(code="spring", to=Campaign.State.IN_REVIEW, author=None, reason="look", at=now())
    said = "«Акция spring» ждёт согласования и запуска."
    assert said in first_page(a_user(roles=["Approver"]))
    assert said not in first_page(a_user(roles=["Analyst"]))


def test_what_ends_soon_and_what_runs_out_is_told() -> None:
    # given one that ends in two days, one of a budget of which nine tenths are gone, one that does neither
    soon = (now() + timedelta(days=2)).isoformat()
    a_campaign("brief", {"percent_off": {"rate": 100, "goods": {"skus": ["B"]}}}, ends_at=soon)
    a_campaign("poor", TENTH, budgets=[{"metric": "discount", "limit": 1_000}])
    a_campaign("rich", {"extra_points": {"points": 1}}, lane="points")
    line = CartLine(line_id="1", sku="A", quantity_milli=1_000, price_kopecks=9_500)
    an_order(a_shop(), Cart(member_id=None, lines=(line,)), at=now())
    # when
    page = first_page(a_user(roles=["Analyst"]))
    # then
    assert "«Акция brief» заканчивается" in page
    assert "«Акция poor»: израсходовано 9,50 ₽ из 10 ₽." in page
    assert "rich" not in page
    assert "Акция brief" not in first_page(a_user(roles=["Cashier lead"]))


def test_what_nobody_could_check_is_told_until_it_starts() -> None:
    # given a marketer without colleagues, above the limit of the role
    author, later = a_user(roles=["Marketer"]), now() + timedelta(days=2)
    dates = {"starts_at": later.isoformat(), "ends_at": (later + timedelta(days=9)).isoformat()}
    budgets = [{"metric": "discount", "limit": 10_000_000}]
    save_draft(raw=definition("dear", TENTH, budgets=budgets, **dates), author=author)
    publish(code="dear", author=author, reason="go", at=now())
    # then
    assert "«Акция dear» может стоить больше лимита автора" in first_page(a_user(roles=["Analyst"]))


def test_what_went_over_its_budget_is_told_in_the_readers_language() -> None:
    a_campaign("spring", TENTH)
    CampaignResult.objects.create(
        campaign=Campaign.objects.get(), version=1, day=now().date(), what=CampaignResult.OVER, amount=2
    )
    reader = a_user(roles=["Analyst"])
    assert "«Акция spring»" in first_page(reader)
    assert "“Campaign spring” went over its budget by 2 purchases" in first_page(reader, "en")
