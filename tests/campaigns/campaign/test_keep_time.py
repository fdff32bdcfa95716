from datetime import timedelta

import pytest

from campaigns.campaign.keep_time import keep_time
from campaigns.campaign.models import Campaign, RulesetRow
from campaigns.campaign.move import move
from campaigns.campaign.publish import publish
from campaigns.campaign.resume import resume
from campaigns.campaign.states import CampaignMoveRefused
from loyalty.events.models import Event
from loyalty.rules.invalid import InvalidRule
from tests.builders import NOON
from tests.campaigns.running import a_campaign

pytestmark = pytest.mark.django_db
TEN = {"percent_off": {"rate": 1_000}}
HOUR = timedelta(hours=1)


def _told() -> list[tuple[str, object, object]]:
    rows = Event.objects.filter(kind__startswith="campaign.").order_by("id")
    return [(row.kind, row.payload["campaign"], row.payload["version"]) for row in rows]


def _dates() -> dict[str, str]:
    return {"starts_at": (NOON + HOUR).isoformat(), "ends_at": (NOON + 2 * HOUR).isoformat()}


def test_a_campaign_starts_and_finishes_by_its_dates() -> None:
    # given
    a_campaign("happy-hour", TEN, **_dates())
    a_campaign("for-ever", TEN)
    begun = RulesetRow.objects.count()

    # when / then: before, at the start, again, at the end, again
    moved = [keep_time(at=NOON + delta) for delta in (HOUR / 2, HOUR, HOUR, 2 * HOUR, 2 * HOUR)]
    assert moved == [0, 1, 0, 1, 0]
    assert Campaign.objects.get(code="happy-hour").state == "finished"
    assert Campaign.objects.get(code="for-ever").state == "running"
    assert _told() == [
        ("campaign.started", "for-ever", 1), ("campaign.started", "happy-hour", 1),
        ("campaign.finished", "happy-hour", 1)
    ]  # fmt: skip

    # and only the end made another ruleset: the engine knows the start by itself
    assert RulesetRow.objects.count() == begun + 1
    assert Campaign.objects.get(code="happy-hour").version_id not in RulesetRow.objects.latest("number").versions


def test_what_the_job_slept_through_is_finished_at_once() -> None:
    a_campaign("happy-hour", TEN, **_dates())
    assert keep_time(at=NOON + 3 * HOUR) == 1
    assert _told() == [("campaign.finished", "happy-hour", 1)]


def test_a_paused_campaign_goes_on_where_its_dates_put_it() -> None:
    # given
    a_campaign("happy-hour", TEN, **_dates())
    move(code="happy-hour", to="paused", author=None, reason="wait", at=NOON)

    # when resumed before its start, paused, and resumed after its end
    resumed = resume(code="happy-hour", author=None, reason="go on", at=NOON)
    move(code="happy-hour", to="paused", author=None, reason="wait", at=NOON)
    with pytest.raises(CampaignMoveRefused):
        resume(code="happy-hour", author=None, reason="go on", at=NOON + 3 * HOUR)

    # then
    assert resumed.state == "scheduled"
    assert keep_time(at=NOON + 3 * HOUR) == 1


def test_a_pause_is_no_start_and_a_draft_cannot_be_resumed() -> None:
    a_campaign("spring", TEN)
    move(code="spring", to="paused", author=None, reason="wait", at=NOON)
    assert resume(code="spring", author=None, reason="go on", at=NOON).state == "running"
    assert _told() == [("campaign.started", "spring", 1)]
    move(code="spring", to="finished", author=None, reason="enough", at=NOON)
    with pytest.raises(CampaignMoveRefused):
        resume(code="spring", author=None, reason="go on", at=NOON)


def test_what_is_over_is_not_published() -> None:
    a_campaign("happy-hour", TEN, **_dates())
    with pytest.raises(InvalidRule) as refused:
        publish(code="happy-hour", author=None, reason="again", at=NOON + 3 * HOUR)
    assert refused.value.field == "ends_at"
