"""A draft in words while it is being written, and everything that is wrong with it by its path."""

import json
from typing import Any

import pytest
from django.utils import translation

from campaigns.builder.description import description
from campaigns.builder.sketch import sketch_of
from campaigns.campaign.format import parse_campaign
from campaigns.campaign.words import in_words
from campaigns.conditions.condition import CONDITIONS
from campaigns.effects.effect import EFFECTS
from tests.campaigns.running import definition

pytestmark = pytest.mark.django_db
TEN = {"percent_off": {"rate": 1_000, "goods": {"categories": ["coffee"]}}}


def _sketch(**parts: Any) -> Any:
    with translation.override("ru"):
        return sketch_of({"when": None, "effects": None, "budgets": [], **parts})


def _lines(sketch: Any) -> str:
    return " / ".join(line for _label, lines in sketch.parts for line in lines)


def test_an_empty_draft_is_a_friendly_gap() -> None:
    found = _sketch()
    assert "Для всех, при каждой покупке" in _lines(found)
    assert "…" in _lines(found)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_whole_draft_reads_as_the_stored_campaign_does(language: str) -> None:
    raw = definition(
        "spring", TEN,
        when={"all": [{"weekday": {"days": ["6"]}}, {"any": [{"first_order": {}}, {"age": {"at_least": 60}}]}]},
        budgets=[{"metric": "discount", "limit": 1_000_000, "period": "month"}], starts_at="2026-12-01T00:00:00+03:00",
    )  # fmt: skip
    with translation.override(language):
        found = sketch_of(raw)
        said = in_words(parse_campaign(raw, version=0))
    assert found.problems == ()
    for text in (said.when, said.dates, *said.effects, *said.budgets):
        assert text.lower() in _lines(found).lower()


@pytest.mark.parametrize(
    ("parts", "paths", "said"),
    [
        ({"effects": [{"percent_off": {}}]}, ["effects[0].percent_off.rate"], "скидка … на все товары"),
        ({"effects": [{"percent_off": {"rate": "x", "at_most": -1}}]},
         ["effects[0].percent_off.at_most", "effects[0].percent_off.rate"], "скидка … на все товары"),
        ({"when": {"all": [{"member_days": {}}]}}, ["when.all[0].member_days"], "в программе …"),
        ({"when": {"all": [{"any": []}, {"hours": {"start": "10:00"}}]}},
         ["when.all[0].any", "when.all[1].hours.end"], "с 10:00 до …"),
        ({"when": {"none": [{"nobody": {}}]}}, ["when.none[0]"], "…"),
        ({"effects": [TEN], "budgets": [{"metric": "uses", "scope": "member"}]}, ["budgets[0].limit"], "не больше …"),
        ({"when": {"all": [{"goods_total": {"at_least": 5, "goods": {"skus": []}}}]}},
         ["when.all[0].goods_total.goods.skus"], "…"),
        ({"effects": [{"say": {"slot": "till"}}]}, ["effects[0].say.ru", "effects[0].say.en"], "…"),
    ],
)  # fmt: skip
def test_every_gap_has_its_path_and_its_sentence(parts: dict[str, Any], paths: list[str], said: str) -> None:
    found = _sketch(**parts)
    assert [one.path for one in found.problems if one.path.startswith(("when", "effects", "budgets"))][
        : len(paths)
    ] == paths
    assert said in _lines(found).lower()


@pytest.mark.parametrize("raw", [[], "x", 1, {"all": "x"}, {"all": [[]]}, {"a": 1, "b": 2}])
def test_what_is_no_rule_is_a_problem_and_no_fault(raw: Any) -> None:
    assert _sketch(when=raw, effects=[TEN]).problems


def test_too_deep_is_said_too() -> None:
    raw: Any = {"first_order": {}}
    for _level in range(8):
        raw = {"all": [raw]}
    assert any("уровней" in one.detail for one in _sketch(when=raw).problems)


@pytest.mark.parametrize("kinds", [CONDITIONS, EFFECTS], ids=["conditions", "effects"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_kind_reads_with_nothing_filled_in(kinds: Any, language: str) -> None:
    part = "when" if kinds is CONDITIONS else "effects"
    with translation.override(language):
        for code, _kind in kinds:
            one: dict[str, Any] = {code: {}}
            found = sketch_of({"when": None, "effects": None, part: {"all": [one]} if part == "when" else [one]})
            assert all(label and all(lines) for label, lines in found.parts), code


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_kind_is_described_whoever_registered_it(language: str) -> None:
    with translation.override(language):
        told = json.loads(json.dumps(description()))
    for part, kinds in (("conditions", CONDITIONS), ("effects", EFFECTS)):
        registered = {code for code, _kind in kinds}
        assert set(told[part]["kinds"]) == registered
        in_menu = [code for section in told[part]["sections"] for code in section["codes"]]
        assert sorted(in_menu) == sorted(registered)
        for code, kind in told[part]["kinds"].items():
            assert kind["title"], code
            assert "{" not in kind["title"], code
            assert kind["says"], code
            assert {one["name"] for one in kind["params"]} == set(dict(kinds)[code].params()), code
            assert all(one["label"] for one in kind["params"]), code
