"""A list with nothing in it says what would stand there and how to start."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.campaign.models import CampaignLane
from tests.builders import a_user

pytestmark = pytest.mark.django_db
LISTS = [
    ("campaigns_campaign", "Здесь будут акции", "Campaigns will stand here", "campaign_gallery"),
    ("campaigns_campaignlane", "Группы решают", "Lanes say who wins", "campaigns_campaignlane_add"),
    ("campaigns_triggercampaign", "Здесь будут баллы", "Points for joining", "campaign_gallery"),
    ("campaigns_couponbatch", "Здесь будут партии", "Batches of codes will stand here", "campaigns_couponbatch_add"),
]


@pytest.mark.parametrize(("listed", "russian", "english", "start"), LISTS)
def test_it_says_so_in_both_languages(listed: str, russian: str, english: str, start: str) -> None:
    # given
    CampaignLane.objects.all().delete()
    owner = Client()
    owner.force_login(a_user(roles=["Owner"]))
    address = reverse(f"admin:{listed}_changelist")
    # then
    page = owner.get(address).content.decode()
    assert russian in page
    assert f'class="button primary" href="{reverse("admin:" + start)}"' in page
    owner.cookies["language"] = "en"
    assert english in owner.get(address).content.decode()


def test_who_may_not_start_is_not_told_to() -> None:
    analyst = Client()
    analyst.force_login(a_user(roles=["Analyst"]))
    page = analyst.get(reverse("admin:campaigns_campaign_changelist")).content.decode()
    assert "Здесь будут акции" in page
    assert reverse("admin:campaign_gallery") not in page


def test_what_was_not_found_is_not_called_empty() -> None:
    owner = Client()
    owner.force_login(a_user(roles=["Owner"]))
    page = owner.get(reverse("admin:campaigns_couponbatch_changelist"), {"q": "nothing"}).content.decode()
    assert "Ничего такого не нашлось" in page
    assert "Здесь будут партии" not in page
