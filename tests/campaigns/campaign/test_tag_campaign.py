"""Tags, as people and scanners write them."""

import pytest

from campaigns.campaign.models import Campaign
from campaigns.campaign.tag_campaign import TooManyTags, tag_campaign
from tests.campaigns.running import a_campaign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _spring() -> None:
    a_campaign("spring", {"percent_off": {"rate": 1_000}})


def test_tags_are_plain_words_each_once() -> None:
    written = ["  Чай и  кофе ", "чай и кофе", "a\0b", "\0", "\u202e", "Весна"]
    assert tag_campaign(code="spring", tags=written) == ("ab", "весна", "чай и кофе")
    assert Campaign.objects.get().tags == ["ab", "весна", "чай и кофе"]


def test_too_many_and_too_long_ones_are_refused() -> None:
    for tags in ([str(n) for n in range(11)], ["x" * 33]):
        with pytest.raises(TooManyTags):
            tag_campaign(code="spring", tags=tags)
    assert Campaign.objects.get().tags == []
