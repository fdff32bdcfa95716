"""What runs when: drafts, publications, stops, and versions that this code no longer reads."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.campaign.models import Campaign, CampaignLane, CampaignVersion, RulesetRow
from campaigns.campaign.move import move
from campaigns.campaign.publish import publish
from campaigns.campaign.rulesets import broken_versions, ruleset_of
from campaigns.campaign.save_draft import CampaignArchived, save_draft
from campaigns.campaign.states import MOVES, CampaignMoveRefused, NoSuchCampaign
from loyalty.catalogue.models import Category
from loyalty.program.current import program
from loyalty.purchase.quote import quote
from loyalty.rules.invalid import InvalidRule
from tests.builders import NOON, a_cart, a_shop
from tests.campaigns.running import a_campaign, definition

pytestmark = pytest.mark.django_db
PERCENT = {"percent_off": {"rate": 1_000}}


def running() -> list[tuple[str, int]]:
    """Code and version of everything in force."""
    return [(one.code, one.definition.version) for one in ruleset_of(program().ruleset).campaigns]


# --- Drafts ----------------------------------------------------------------------------------------------------------


def test_a_draft_offers_nothing_and_the_same_again_changes_nothing() -> None:
    before = program().ruleset
    first = save_draft(raw=definition("spring", PERCENT), author=None, note="for the spring")
    again = save_draft(raw=definition("spring", PERCENT), author=None)
    assert (first.pk, again.note, again.state) == (again.pk, "for the spring", "draft")
    assert (program().ruleset, CampaignVersion.objects.count()) == (before, 0)


def test_a_draft_of_a_running_campaign_leaves_what_runs_alone() -> None:
    a_campaign("spring", PERCENT)
    save_draft(raw=definition("spring", {"percent_off": {"rate": 5_000}}), author=None)
    shop = a_shop()
    assert quote(shop_id=shop.pk, cart=a_cart(), at=NOON).decision.discount_kopecks == 9_000


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"lane": "nowhere"}, "lane"),
        ({"excludes": ["spring", "nobody"]}, "excludes"),
        ({"when": {"any": [{"in_segment": {"none_of": ["nobody"]}}]}}, "when.any[0].in_segment.none_of"),
        ({"when": {"any": [{"rfm": {"analysis": "nobody"}}]}}, "when.any[0].rfm.analysis"),
    ],
)
def test_a_draft_names_only_what_is_there(parts: dict[str, object], path: str) -> None:
    with pytest.raises(InvalidRule) as refusal:
        save_draft(raw=definition("spring", PERCENT, **parts), author=None)  # type: ignore[arg-type]
    assert refusal.value.field == path
    assert not Campaign.objects.exists()


def test_an_archived_campaign_is_not_edited() -> None:
    save_draft(raw=definition("spring", PERCENT), author=None)
    move(code="spring", to="archived", author=None, reason="never", at=NOON)
    with pytest.raises(CampaignArchived):
        save_draft(raw=definition("spring", PERCENT), author=None)


# --- Publishing and moving -------------------------------------------------------------------------------------------


def test_each_publication_is_a_version_and_an_unchanged_one_is_not() -> None:
    assert a_campaign("spring", PERCENT) == 1
    assert a_campaign("spring", PERCENT) == 1
    assert a_campaign("spring", {"percent_off": {"rate": 500}}) == 2
    assert running() == [("spring", 2)]
    assert [
        row.definition["effects"][0]["percent_off"]["rate"] for row in CampaignVersion.objects.order_by("number")
    ] == [
        1_000,
        500,
    ]


def test_what_starts_later_is_scheduled_and_offered_from_its_start() -> None:
    start = NOON + timedelta(hours=1)
    a_campaign("spring", PERCENT, starts_at=start.isoformat(), ends_at=(start + timedelta(hours=1)).isoformat())
    assert Campaign.objects.get().state == "scheduled"
    shop = a_shop()
    offered = [quote(shop_id=shop.pk, cart=a_cart(), at=start + timedelta(minutes=minutes)).decision.discount_kopecks
               for minutes in (-1, 0, 59, 60)]  # fmt: skip
    assert offered == [0, 9_000, 9_000, 0]


def test_a_pause_takes_it_out_and_going_on_brings_the_same_version() -> None:
    a_campaign("spring", PERCENT)
    a_campaign("autumn", PERCENT)
    save_draft(raw=definition("spring", {"percent_off": {"rate": 5_000}}), author=None)
    move(code="spring", to="paused", author=None, reason="stop", at=NOON)
    assert running() == [("autumn", 1)]
    before = program().ruleset
    move(code="spring", to="paused", author=None, reason="stop", at=NOON)  # again
    assert program().ruleset == before
    move(code="spring", to="running", author=None, reason="on", at=NOON)
    assert running() == [("autumn", 1), ("spring", 1)]


def test_a_move_between_states_that_offer_nothing_makes_no_ruleset() -> None:
    save_draft(raw=definition("spring", PERCENT), author=None)
    before = program().ruleset
    move(code="spring", to="in_review", author=None, reason="look", at=NOON)
    move(code="spring", to="archived", author=None, reason="no", at=NOON)
    assert program().ruleset == before


def test_a_campaign_that_was_never_published_cannot_be_made_to_run_by_a_move() -> None:
    save_draft(raw=definition("spring", PERCENT), author=None)
    with pytest.raises(CampaignMoveRefused):
        move(code="spring", to="running", author=None, reason="go", at=NOON)


def test_moves_that_are_not_in_the_book_are_refused() -> None:
    a_campaign("spring", PERCENT)
    for to in set(Campaign.State.values) - set(MOVES["running"]):
        with pytest.raises(CampaignMoveRefused) as refusal:
            move(code="spring", to=to, author=None, reason="try", at=NOON)
        assert refusal.value.facts == {"state": "running", "to": to}
    move(code="spring", to="finished", author=None, reason="over", at=NOON)
    move(code="spring", to="archived", author=None, reason="over", at=NOON)
    with pytest.raises(CampaignMoveRefused):
        publish(code="spring", author=None, reason="again", at=NOON)


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(NoSuchCampaign):
        publish(code="spring", author=None, reason="go", at=NOON)
    with pytest.raises(NoSuchCampaign):
        move(code="spring", to="paused", author=None, reason="go", at=NOON)


def test_rulesets_say_who_changed_what_and_why() -> None:
    a_campaign("spring", PERCENT)
    move(code="spring", to="finished", author=None, reason="wrong price", at=NOON)
    assert list(RulesetRow.objects.order_by("number").values_list("reason", flat=True)) == [
        "spring: test",
        "spring: wrong price",
    ]
    assert running() == []


# --- What this code cannot read --------------------------------------------------------------------------------------


def test_a_version_this_code_cannot_read_is_left_out_and_told_and_the_till_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    # given two campaigns, one of which was published with a condition that exists no more
    a_campaign("spring", PERCENT)
    a_campaign("autumn", PERCENT)
    old = definition("autumn", PERCENT, when={"all": [{"phase_of_the_moon": {}}]})
    campaign = Campaign.objects.get(code="autumn")
    version = CampaignVersion.objects.create(campaign=campaign, number=2, definition=old)
    row = RulesetRow.objects.create(
        versions=[CampaignVersion.objects.get(campaign__code="spring").pk, version.pk],
        lanes=RulesetRow.objects.latest("number").lanes, reason="as it was",
    )  # fmt: skip
    # when
    with caplog.at_level(logging.ERROR):
        found = ruleset_of(row.number)
    # then
    assert [one.code for one in found.campaigns] == ["spring"]
    assert [(code, wrong.field) for code, wrong in broken_versions(row.number).items()] == [("autumn", "when.all[0]")]
    assert [(record.campaign, record.ruleset) for record in caplog.records] == [("autumn", row.number)]  # type: ignore[attr-defined]


def test_a_lane_that_was_taken_away_takes_its_campaigns_out_and_no_till_with_them() -> None:
    a_campaign("spring", PERCENT)
    a_campaign("autumn", {"percent_off_order": {"rate": 1_000}}, lane="order")
    CampaignLane.objects.filter(code="order").delete()
    a_campaign("winter", PERCENT)  # the next publication
    assert sorted(code for code, _version in running()) == ["spring", "winter"]
    assert list(broken_versions(program().ruleset)) == ["autumn"]


# --- What a process keeps --------------------------------------------------------------------------------------------


def test_rulesets_share_the_campaigns_that_did_not_change() -> None:
    # given
    a_campaign("spring", PERCENT)
    a_campaign("autumn", PERCENT)
    before = {one.code: one for one in ruleset_of(program().ruleset).campaigns}
    # when
    a_campaign("autumn", {"percent_off": {"rate": 2_000}})
    after = {one.code: one for one in ruleset_of(program().ruleset).campaigns}
    # then
    assert after["spring"] is before["spring"]
    assert (before["autumn"].definition.version, after["autumn"].definition.version) == (1, 2)


def test_a_rename_comes_through_in_minutes_and_costs_nothing_until_then(monkeypatch: pytest.MonkeyPatch) -> None:
    # given a campaign about coffee, another about everything, and a till that has priced a cart
    coffee = Category.objects.create(code="coffee", name="Кофе")
    a_campaign("coffee", {"percent_off": {"rate": 1_000, "goods": {"categories": ["coffee"]}}})
    a_campaign("spring", PERCENT)
    number = program().ruleset
    before = {one.code: one for one in ruleset_of(number).campaigns}
    # when the category is called otherwise
    coffee.name = "Кофе и какао"
    coffee.save(update_fields=["name"])
    with CaptureQueriesContext(connection) as queries:
        assert {one.code: one for one in ruleset_of(number).campaigns} == before
    assert len(queries) == 0
    monkeypatch.setattr("campaigns.campaign.rulesets.NAMES_KEPT", timedelta())
    with CaptureQueriesContext(connection) as queries:
        after = {one.code: one for one in ruleset_of(number).campaigns}
    # then its sentence is written anew, and no other
    assert len(queries) == 1
    assert "«Кофе»" in before["coffee"].effects[0][1].text.ru
    assert "«Кофе и какао»" in after["coffee"].effects[0][1].text.ru
    assert after["spring"] is before["spring"]
    assert ruleset_of(number).campaigns == tuple(after.values())


def test_a_publication_brings_the_names_of_what_ran_before_it() -> None:
    # given a campaign about coffee that a till knows, and coffee called otherwise since then
    coffee = Category.objects.create(code="coffee", name="Кофе")
    a_campaign("coffee", {"percent_off": {"rate": 1_000, "goods": {"categories": ["coffee"]}}})
    running()
    Category.objects.filter(pk=coffee.pk).update(name="Кофе и какао")
    # when
    a_campaign("spring", PERCENT)
    # then: whoever publishes every few minutes would never hear of it otherwise
    (one,) = (one for one in ruleset_of(program().ruleset).campaigns if one.code == "coffee")
    assert "«Кофе и какао»" in one.effects[0][1].text.ru


def test_before_anything_was_published_nothing_runs_and_nothing_is_broken() -> None:
    assert ruleset_of(0).campaigns == ()
    assert broken_versions(0) == {}
