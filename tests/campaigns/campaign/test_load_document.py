from typing import Any

import pytest

from campaigns.campaign.document import document
from campaigns.campaign.load_document import InvalidDocument, load_document
from campaigns.campaign.models import Campaign, CampaignLane, CampaignVersion, RulesetRow
from campaigns.campaign.save_draft import save_draft
from loyalty.program.current import program
from tests.builders import NOON
from tests.campaigns.running import a_campaign, definition

pytestmark = pytest.mark.django_db
TEN = {"percent_off": {"rate": 1_000}}
FIFTEEN = {"percent_off": {"rate": 1_500}}


def _load(raw: Any, **how: Any) -> Any:
    return load_document(raw=raw, author=None, reason="import", at=NOON, **how)


def test_what_was_exported_changes_nothing_when_it_comes_back() -> None:
    # given
    a_campaign("spring", TEN)
    save_draft(raw=definition("autumn", FIFTEEN), author=None, note="for September")
    exported, ruleset = document(), program().ruleset

    # when
    found = _load(exported, offer=True)

    # then
    assert [one.code for one in found if one.changes or one.version] == []
    assert (document(), program().ruleset) == (exported, ruleset)


def test_a_document_is_carried_to_an_empty_installation() -> None:
    # given two campaigns, one of them running, which exclude each other, and a lane of their own
    lane = {"code": "weekend", "title": "Выходные", "order": 15, "mode": "first", "by_line": False, "within_rate": 0}
    campaigns = [
        {**definition("spring", TEN, lane="weekend", excludes=["autumn"]), "state": "running", "note": "a note"},
        {**definition("autumn", FIFTEEN, excludes=["spring"]), "state": "draft"},
    ]

    # when
    found = _load({"lanes": [lane], "campaigns": campaigns}, offer=True)

    # then
    assert [(one.what, one.code, one.is_new, one.version) for one in found] == [
        ("lane", "weekend", True, None), ("campaign", "spring", True, 1), ("campaign", "autumn", True, None)
    ]  # fmt: skip
    assert list(Campaign.objects.order_by("code").values_list("code", "state", "note")) == [
        ("autumn", "draft", ""), ("spring", "running", "a note")
    ]  # fmt: skip
    assert CampaignLane.objects.get(code="weekend").mode == "first"
    assert program().ruleset == RulesetRow.objects.latest("number").number


def test_everything_wrong_is_named_by_its_place_and_nothing_is_stored() -> None:
    raw = {
        "lanes": [{"code": "new", "title": "Новая", "order": 5}, {"code": "odd", "title": "x", "order": -1}],
        "campaigns": [
            definition("good", TEN),
            definition("bad-rate", {"percent_off": {"rate": "10"}}),
            definition("bad-lane", TEN, lane="goodz"),
            {**definition("bad-state", TEN), "state": "gone"},
        ],
    }  # fmt: skip

    with pytest.raises(InvalidDocument) as refused:
        _load(raw)

    assert [one.field for one in refused.value.wrong] == [
        "lanes[1].order", "campaigns[1].effects[0].percent_off.rate", "campaigns[2].lane", "campaigns[3].state"
    ]  # fmt: skip
    assert not Campaign.objects.exists()
    assert not CampaignLane.objects.filter(code="new").exists()


def test_a_dry_run_says_what_would_change_and_changes_nothing() -> None:
    # given
    a_campaign("spring", TEN)
    ruleset = program().ruleset
    raw = {"campaigns": [{**definition("spring", FIFTEEN), "state": "running"}]}

    # when
    (found,) = _load(raw, offer=True, dry_run=True)

    # then
    assert [(one.path, one.before, one.after) for one in found.changes] == [
        ("effects[0].percent_off.rate", 1_000, 1_500)
    ]
    assert found.version == 2
    assert (CampaignVersion.objects.count(), program().ruleset) == (1, ruleset)


def test_without_publishing_what_runs_goes_on_as_it_was() -> None:
    a_campaign("spring", TEN)
    _load({"campaigns": [{**definition("spring", FIFTEEN), "state": "running"}]})
    campaign = Campaign.objects.select_related("version").get()
    assert campaign.version is not None
    assert (campaign.version.number, campaign.version.definition["effects"]) == (1, [
        {"percent_off": {"rate": 1_000, "rounding": "half_up", "goods": {}}}
    ])  # fmt: skip
    assert document()["campaigns"][0]["effects"] == campaign.version.definition["effects"]


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ([], ""), ({"campaign": []}, ""), ({"lanes": {}}, "lanes"), ({"campaigns": [7]}, "campaigns[0]"),
        ({"campaigns": [{"code": "a"}, {"code": "a"}]}, "campaigns[1].code"), ({"lanes": ["x"]}, "lanes[0]"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused(raw: Any, field: str) -> None:
    with pytest.raises(InvalidDocument) as refused:
        _load(raw)
    assert refused.value.wrong[0].field == field
