"""The documents about campaigns are true."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from campaigns.campaign.document import stored_lane
from campaigns.campaign.format import dump_campaign, parse_campaign
from campaigns.campaign.models import CampaignLane
from campaigns.campaign.reference import reference
from campaigns.campaign.schema import document_schema
from campaigns.conditions.condition import CONDITIONS
from campaigns.effects.effect import EFFECTS
from loyalty.rules.invalid import InvalidRule

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA = document_schema()
VALID = Draft202012Validator(SCHEMA)
EXAMPLES = [
    json.loads(found)
    for found in re.findall(r"```json\n(.*?)```", (DOCS / "campaign-format.md").read_text(), re.DOTALL)
]
CONDITION_EXAMPLES = [{code: dict(kind.example)} for code, kind in CONDITIONS]
EFFECT_EXAMPLES = [{code: dict(kind.example)} for code, kind in EFFECTS]
_PARTS = st.recursive(
    st.sampled_from(CONDITION_EXAMPLES),
    lambda inner: st.dictionaries(
        st.sampled_from(["all", "any", "none"]), st.lists(inner, min_size=1, max_size=3), min_size=1, max_size=1
    ),
    max_leaves=6,
)
_BUDGETS = st.fixed_dictionaries(
    {"metric": st.sampled_from(["discount", "points", "uses", "margin"]), "limit": st.integers(1, 10**15)},
    optional={
        "scope": st.sampled_from(["campaign", "shop", "member", None]),
        "period": st.sampled_from(["day", "week", "month", "year", "all", "order"]),
        "trim": st.booleans(),
    },
)
CAMPAIGNS = st.fixed_dictionaries(
    {
        "code": st.from_regex(r"\A[a-z0-9][a-z0-9_-]{0,63}\Z"),
        "title": st.just({"ru": "Акция", "en": "Campaign"}),
        "lane": st.just("goods"),
        "effects": st.lists(st.sampled_from(EFFECT_EXAMPLES), min_size=1, max_size=10),
    },
    optional={
        "when": st.none() | st.fixed_dictionaries({"all": st.lists(_PARTS, min_size=1, max_size=3)}),
        "budgets": st.lists(_BUDGETS, max_size=10),
        "starts_at": st.none() | st.just("2026-12-01T00:00:00+03:00"),
        "ends_at": st.none() | st.just("2027-01-01T00:00:00+03:00"),
        "priority": st.none() | st.integers(0, 1_000),
        "excludes": st.just([]) | st.just(["other"]),
        "on_shelf": st.booleans(),
        "uses_up": st.booleans() | st.none(),
        "only_free": st.booleans(),
    },
)


def _wrong(campaign: dict[str, Any]) -> list[str]:
    return [error.message for error in VALID.iter_errors({"campaigns": [campaign]})]


def test_the_files_are_what_the_code_says() -> None:
    assert json.loads((DOCS / "campaign.schema.json").read_text()) == SCHEMA, "run make reference"
    assert (DOCS / "rules.md").read_text() == reference(), "run make reference"
    Draft202012Validator.check_schema(SCHEMA)


def test_every_condition_and_effect_is_in_the_reference() -> None:
    page = (DOCS / "rules.md").read_text()
    assert [code for code, _kind in [*CONDITIONS, *EFFECTS] if f"### `{code}`" not in page] == []


@pytest.mark.parametrize("campaign", EXAMPLES, ids=lambda campaign: campaign["code"])
def test_the_examples_of_the_document_are_campaigns(campaign: dict[str, Any]) -> None:
    assert len(EXAMPLES) == 5
    assert parse_campaign(campaign, version=1).code == campaign["code"]
    assert _wrong(campaign) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(campaign=CAMPAIGNS)
def test_the_schema_accepts_what_the_parser_accepts(campaign: dict[str, Any]) -> None:
    try:
        definition = parse_campaign(campaign, version=1)
    except InvalidRule:
        return  # too deep, for example: the parser is the judge
    assert _wrong(campaign) == []
    dumped = json.loads(json.dumps(dump_campaign(definition)))
    assert _wrong(dumped) == []
    assert parse_campaign(dumped, version=1) == definition


@pytest.mark.parametrize(
    "change",
    [
        {"end_at": None}, {"lane": None}, {"effects": []}, {"effects": [{"percent_off": {"rate": "10"}}]},
        {"when": {"age": {"at_least": 18}}}, {"when": {"all": []}}, {"code": "Весна"}, {"priority": []},
        {"budgets": [{"metric": "uses"}]}, {"when": {"all": [{"age": {"at_least": 18}, "lines": {"at_least": 1}}]}},
        {"when": {"all": [{"hours": {"start": "9:00", "end": "11:00"}}]}},
    ],
    ids=str,
)  # fmt: skip
def test_neither_accepts_what_is_malformed(change: dict[str, Any]) -> None:
    campaign = {**EXAMPLES[0], **change}
    assert _wrong(campaign) != []
    with pytest.raises(InvalidRule):
        parse_campaign(campaign, version=1)


@pytest.mark.django_db
def test_the_lanes_there_are_fit_the_schema() -> None:
    lanes = [stored_lane(lane) for lane in CampaignLane.objects.all()]
    assert lanes
    assert [error.message for error in VALID.iter_errors({"lanes": lanes})] == []
