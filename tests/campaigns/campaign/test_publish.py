"""Who may publish what: within the role's limit, with what is missing said to be on purpose, and nothing dangerous."""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.campaign.authority import AboveLimit, AboveLimitAlone
from campaigns.campaign.copy_campaign import CodeTaken, copy_campaign
from campaigns.campaign.models import Campaign, CampaignVersion
from campaigns.campaign.move import move
from campaigns.campaign.publish import CampaignDangerous, NotWaived, publish
from campaigns.campaign.roll_back import roll_back
from campaigns.campaign.save_draft import save_draft
from loyalty.rules.invalid import InvalidRule
from loyalty.staff.models import RoleLimit, User
from tests.builders import NOON, a_user
from tests.campaigns.running import definition

pytestmark = pytest.mark.django_db

TENTH = {"percent_off": {"rate": 1_000, "goods": {"brands": ["Lavazza"]}}}
EVERYTHING = {"percent_off": {"rate": 10_000}}
WEEK = NOON + timedelta(days=7)


def draft(code: str, *effects: dict[str, Any], roubles: int | None = 10_000, **parts: Any) -> None:
    budgets = [] if roubles is None else [{"metric": "discount", "limit": roubles * 100, "period": "month"}]
    parts = {"ends_at": WEEK.isoformat(), **parts}
    save_draft(raw=definition(code, *(effects or (TENTH,)), budgets=budgets, **parts), author=None)


def go(code: str, author: User, *waived: str) -> int:
    return publish(code=code, author=author, reason="go", at=NOON, waived=waived)


@pytest.fixture
def marketer() -> User:
    """May start campaigns for 30 000 ₽ a month."""
    return a_user("marketer", roles=["Marketer"])


@pytest.fixture
def owner() -> User:
    return a_user("owner", roles=["Owner"])


def test_a_marketer_publishes_within_the_limit_of_the_role(marketer: User, owner: User) -> None:
    draft("spring", roubles=30_000)
    assert go("spring", marketer) == 1


def test_above_the_limit_a_colleague_publishes(marketer: User, owner: User) -> None:
    # given
    draft("spring", roubles=30_001)
    # when
    with pytest.raises(AboveLimit) as refused:
        go("spring", marketer)
    # then
    assert refused.value.code == "campaign_above_limit"
    assert refused.value.facts == {"most": 3_000_100, "before": 0, "limit": 3_000_000}
    assert not CampaignVersion.objects.exists()
    assert go("spring", owner) == 1


def test_a_limit_holds_for_all_that_a_person_has_started(marketer: User, owner: User) -> None:
    # given two thirds are at stake already, one of them paused
    for code in ("one", "two"):
        draft(code)
        go(code, marketer)
    move(code="two", to=Campaign.State.PAUSED, author=marketer, reason="wait", at=NOON)
    draft("three", roubles=10_001)
    # when
    with pytest.raises(AboveLimit) as refused:
        go("three", marketer)
    # then
    assert refused.value.facts["before"] == 2_000_000
    # and what is over frees its part, and what a colleague has started does not count
    move(code="two", to=Campaign.State.FINISHED, author=marketer, reason="over", at=NOON)
    assert go("three", marketer) == 1
    draft("four", roubles=500_000)
    go("four", owner)
    draft("five", roubles=9_000)
    assert go("five", marketer) == 1


def test_a_new_version_counts_in_place_of_the_old_one(marketer: User, owner: User) -> None:
    draft("spring", roubles=30_000)
    go("spring", marketer)
    draft("spring", roubles=29_000)
    assert go("spring", marketer) == 2


def test_what_nothing_bounds_is_above_every_limit(marketer: User, owner: User) -> None:
    draft("spring", roubles=None)
    with pytest.raises(AboveLimit) as refused:
        go("spring", marketer, "budget")
    assert refused.value.facts["most"] is None


def test_a_person_without_colleagues_starts_in_a_day(marketer: User) -> None:
    # given nobody else could publish it
    draft("spring", roubles=40_000)
    with pytest.raises(AboveLimitAlone):
        go("spring", marketer)
    # when
    draft("spring", roubles=40_000, starts_at=(NOON + timedelta(days=1)).isoformat())
    # then
    assert go("spring", marketer) == 1
    assert Campaign.objects.get().state == Campaign.State.SCHEDULED
    assert CampaignVersion.objects.get().waived == ["review"]


def test_a_colleague_who_left_or_may_less_is_nobody(marketer: User) -> None:
    # given
    a_user("gone", roles=["Owner"]).__class__.objects.filter(username="gone").update(is_active=False)
    a_user("other", roles=["Marketer"])
    draft("spring", roubles=40_000, starts_at=(NOON + timedelta(days=2)).isoformat())
    # then
    assert go("spring", marketer) == 1


def test_a_role_without_a_limit_starts_nothing_at_all(owner: User) -> None:
    RoleLimit.objects.filter(group__name="Marketer").update(campaign_kopecks=0)
    alone = a_user("trainee", roles=["Marketer"])
    owner.is_active = False
    owner.save(update_fields=["is_active"])
    draft("spring", roubles=1, starts_at=(NOON + timedelta(days=2)).isoformat())
    with pytest.raises(AboveLimit):
        go("spring", alone)


def test_what_is_missing_is_missing_on_purpose(owner: User) -> None:
    # given neither an end nor a budget
    draft("spring", roubles=None, ends_at=None)
    # when
    for waived in ((), ("end",), ("budget",)):
        with pytest.raises(NotWaived) as refused:
            go("spring", owner, *waived)
        assert set(refused.value.facts["missing"]) == {"end", "budget"} - set(waived)
    # then what was waived is kept with the version
    go("spring", owner, "end", "budget", "nonsense")
    assert CampaignVersion.objects.get().waived == ["end", "budget"]


def test_everything_for_nothing_is_stopped_for_everybody(owner: User) -> None:
    # given 100 % off everything for everybody
    draft("free", EVERYTHING, roubles=None, ends_at=None)
    with pytest.raises(CampaignDangerous) as refused:
        go("free", owner, "end", "budget")
    assert refused.value.facts == {"codes": ["everything_for_nothing"]}
    # when it gets a budget
    draft("free", EVERYTHING, roubles=5_000)
    # then
    assert go("free", owner) == 1


def test_a_contradiction_is_not_published(owner: User) -> None:
    draft("never", when={"all": [{"age": {"at_least": 30}}, {"age": {"at_most": 20}}]})
    with pytest.raises(CampaignDangerous) as refused:
        go("never", owner)
    assert refused.value.facts == {"codes": ["contradiction"]}


def test_a_document_and_an_integration_have_the_owners_word(owner: User) -> None:
    draft("spring", EVERYTHING, roubles=None, ends_at=None)
    assert publish(code="spring", author=None, reason="import", at=NOON) == 1


def test_rolling_back_publishes_the_old_version_as_the_next(owner: User) -> None:
    # given
    draft("spring", roubles=10_000)
    go("spring", owner)
    draft("spring", roubles=20_000)
    go("spring", owner)
    # when
    number = roll_back(code="spring", number=1, author=owner, reason="too dear", at=NOON)
    # then
    campaign = Campaign.objects.get()
    assert number == 3
    assert campaign.version is not None
    assert campaign.draft == campaign.version.definition == CampaignVersion.objects.get(number=1).definition


def test_rolling_back_is_within_the_same_limits(marketer: User, owner: User) -> None:
    # given a dear version by the owner, and a cheap one
    draft("spring", roubles=100_000)
    go("spring", owner)
    draft("spring", roubles=1_000)
    go("spring", marketer)
    # when
    with pytest.raises(AboveLimit):
        roll_back(code="spring", number=1, author=marketer, reason="more", at=NOON)
    # then nothing changed, the draft neither
    campaign = Campaign.objects.get()
    assert campaign.version is not None
    assert campaign.version.number == 2
    assert campaign.draft == campaign.version.definition


def test_a_copy_is_a_draft_without_dates(owner: User) -> None:
    # given
    draft("spring")
    go("spring", owner)
    # when
    title = {"ru": "Осень", "en": "Autumn"}
    copied = copy_campaign(code="spring", to="autumn", title=title, author=owner)
    # then
    assert (copied.state, copied.version) == (Campaign.State.DRAFT, None)
    assert copied.draft["ends_at"] is None
    assert copied.draft["budgets"] == Campaign.objects.get(code="spring").draft["budgets"]
    with pytest.raises(CodeTaken):
        copy_campaign(code="spring", to="autumn", title=title, author=owner)


@pytest.mark.parametrize("unit", ["MILES", "CERTIFICATE"])
def test_points_of_a_kind_that_is_not_there_are_not_kept(unit: str) -> None:
    with pytest.raises(InvalidRule) as wrong:
        draft("miles", {"extra_points": {"points": 1, "unit": unit}})
    assert wrong.value.field == "effects[0].extra_points.unit"
