"""Campaigns through the API: a draft, its publication, its stops."""

import json
from pathlib import Path
from typing import Any

import pytest

from campaigns.api import examples
from campaigns.campaign.models import Campaign, CampaignVersion
from loyalty.api.docs import document
from tests.campaigns.running import a_campaign
from tests.cast import Cast
from tests.loyalty.api.till import COFFEE, Till

TEN = {"percent_off": {"rate": 1_000}}


@pytest.fixture
def till(cast: Cast) -> Till:
    return Till(cast.key)


def _body(*effects: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"title": {"ru": "Весна", "en": "Spring"}, "lane": "goods", "effects": list(effects), **parts}


def _discount(till: Till) -> str:
    answer = till.post("quotes", {"lines": [COFFEE]}, key="")
    discount: str = answer.json["totals"]["discount"]
    return discount


def test_a_campaign_lives_through_the_api(till: Till) -> None:
    # given a draft, which is not offered
    drafted = till.put("campaigns/spring", _body(TEN))
    assert (drafted.status, drafted.json["state"], drafted.json["version"]) == (200, "draft", None)
    assert _discount(till) == "0.00"

    # when it is published, paused, resumed, finished and archived
    seen = []
    for step in ("publish", "pause", "resume", "finish", "archive"):
        answer = till.post(f"campaigns/spring/{step}", {"reason": "Весна"})
        seen.append((step, answer.status, answer.json["state"], answer.json["version"], _discount(till)))

    # then
    assert seen == [
        ("publish", 200, "running", 1, "90.00"), ("pause", 200, "paused", 1, "0.00"),
        ("resume", 200, "running", 1, "90.00"), ("finish", 200, "finished", 1, "0.00"),
        ("archive", 200, "archived", 1, "0.00"),
    ]  # fmt: skip
    assert till.put("campaigns/spring", _body(TEN)).json["code"] == "campaign_archived"


def test_a_draft_does_not_touch_what_runs(till: Till) -> None:
    a_campaign("spring", TEN)
    answer = till.put("campaigns/spring", _body({"percent_off": {"rate": 2_000}}, note="дороже"))
    assert (answer.json["version"], answer.json["note"]) == (1, "дороже")
    assert answer.json["published"]["effects"][0]["percent_off"]["rate"] == 1_000
    assert answer.json["definition"]["effects"][0]["percent_off"]["rate"] == 2_000
    assert _discount(till) == "90.00"
    assert till.get("campaigns/spring").json == answer.json


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"effects": [{"percent_off": {"rate": 0}}]}, 422, "invalid_rule", "effects[0].percent_off.rate"),
        ({"when": {"all": [{"age": {"at_least": "18"}}]}}, 422, "invalid_rule", "when.all[0].age.at_least"),
        ({"lane": "goodz"}, 422, "invalid_rule", "lane"),
        ({"code": "summer"}, 422, "invalid_rule", "code"),
        ({"end_at": None}, 400, "unknown_field", "end_at"),
        ({"priority": "1"}, 400, "invalid_value", "priority"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(
    till: Till, change: dict[str, Any], status: int, code: str, field: str
) -> None:
    answer = till.put(
        "campaigns/spring",
        _body(TEN, **{"effects": [TEN], **change}) if "effects" not in change else _body(*change["effects"]),
    )
    assert (answer.status, answer.json["code"], answer.json["field"]) == (status, code, field)
    assert not Campaign.objects.exists()


def test_a_repeated_write_is_done_once(till: Till) -> None:
    till.put("campaigns/spring", _body(TEN))
    first = till.post("campaigns/spring/publish", {"reason": "Весна"}, key="publish-spring")
    till.put("campaigns/spring", _body({"percent_off": {"rate": 2_000}}))
    again = till.post("campaigns/spring/publish", {"reason": "Весна"}, key="publish-spring")
    assert (again.bytes, again.headers["Idempotency-Replayed"]) == (first.bytes, "true")
    assert CampaignVersion.objects.count() == 1


def test_a_step_from_a_wrong_state_says_where_the_campaign_is(till: Till) -> None:
    till.put("campaigns/spring", _body(TEN))
    answer = till.post("campaigns/spring/pause", {"reason": "Весна"})
    assert (answer.status, answer.json["code"], answer.json["state"]) == (409, "campaign_state", "draft")


def test_withdrawn_quotes_are_refused_and_others_hold(till: Till) -> None:
    # given two quotes
    a_campaign("spring", TEN)
    body = {"lines": [COFFEE]}
    held = till.post("quotes", body, key="").json["quote"]

    # when
    till.post("campaigns/spring/pause", {"reason": "Весна"})
    kept = till.order("R-1", quote=held)
    till.post("campaigns/spring/finish", {"reason": "Ошибка", "withdraw_quotes": True})
    refused = till.order("R-2", quote=held)

    # then
    assert (kept.status, kept.json["totals"]["discount"]) == (201, "90.00")
    assert (refused.status, refused.json["code"]) == (409, "quote_changed")


def test_pages_of_campaigns_follow_each_other(till: Till) -> None:
    Campaign.objects.bulk_create(Campaign(code=f"c-{n:03d}", title="c") for n in range(150))
    first = till.get("campaigns").json
    second = till.get(f"campaigns?cursor={first['next']}").json
    assert [one["code"] for one in first["items"] + second["items"]] == [f"c-{n:03d}" for n in range(150)]
    assert second["next"] is None


def test_the_examples_of_the_documentation_work(till: Till) -> None:
    assert till.put("campaigns/morning", examples.CAMPAIGN).status == 200
    assert till.post("campaigns/morning/publish", examples.REASON).status == 200
    assert till.post("campaigns/morning/finish", examples.STOP).status == 200
    calls = json.loads(document())["paths"]
    assert calls["/api/v1/campaigns/{code}"]["put"]["requestBody"]["content"]["application/json"]["example"] == (
        examples.CAMPAIGN
    )
    assert Path("docs/openapi.json").read_bytes() == document()
