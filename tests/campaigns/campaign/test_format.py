"""What is stored is what was meant; what is wrong is named by its place."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.campaign.format import MOST_BUDGETS, MOST_EFFECTS, dump_campaign, parse_campaign
from campaigns.engine.definition import BudgetScope, Metric, OnReturn, Period
from loyalty.rules.invalid import InvalidRule

PERCENT = {"percent_off": {"rate": 1_000}}
SMALLEST: dict[str, Any] = {"code": "spring", "title": {"ru": "Весна", "en": "Spring"}, "lane": "goods",
                            "effects": [PERCENT]}  # fmt: skip
BUDGET = {"metric": "uses", "limit": 5}
LARGEST: dict[str, Any] = {
    **SMALLEST,
    "priority": 5,
    "starts_at": "2026-12-01T00:00:00+03:00",
    "ends_at": "2026-12-31T00:00:00+03:00",
    "when": {"all": [{"first_order": {}}, {"balance": {"at_least": 100}}]},
    "excludes": ["autumn", "winter"],
    "on_shelf": True,
    "uses_up": False,
    "only_free": True,
    "on_return": "parts",
    "budgets": [
        {"metric": "discount", "scope": "campaign", "period": "month", "limit": 10_000, "trim": True, "shards": 8},
        {"metric": "uses", "scope": "member", "period": "all", "limit": 3, "trim": False, "shards": 1},
    ],
}


def with_budget(**parts: Any) -> dict[str, Any]:
    return {**SMALLEST, "budgets": [{**BUDGET, **parts}]}


def test_the_smallest_campaign_has_the_defaults() -> None:
    # when
    definition = parse_campaign(SMALLEST, version=3)
    # then
    assert (definition.code, definition.version, definition.priority, definition.when) == ("spring", 3, 0, None)
    assert (definition.budgets, definition.excludes, definition.on_return) == ((), frozenset(), OnReturn.WHOLE)
    assert (definition.on_shelf, definition.uses_up, definition.only_free) == (False, True, False)


@pytest.mark.parametrize("raw", [SMALLEST, LARGEST, with_budget()])
def test_what_is_dumped_parses_to_the_same(raw: dict[str, Any]) -> None:
    definition = parse_campaign(raw, version=1)
    dumped = dump_campaign(definition)
    assert parse_campaign(dumped, version=1) == definition
    assert dump_campaign(parse_campaign(dumped, version=1)) == dumped


def test_the_largest_campaign_is_dumped_as_it_was_written() -> None:
    dumped = dump_campaign(parse_campaign(LARGEST, version=1))
    assert dumped.pop("effects") == [{"percent_off": {"goods": {}, "rate": 1_000, "rounding": "half_up"}}]
    assert dumped.pop("when") == {"all": [{"first_order": {}}, {"balance": {"unit": "BONUS", "at_least": 100}}]}
    assert dumped == {part: value for part, value in LARGEST.items() if part not in ("effects", "when")}


def test_a_budget_keeps_its_number_when_a_version_says_it_elsewhere() -> None:
    # given two versions that name the same budgets the other way round, with other limits
    first = parse_campaign(LARGEST, version=1)
    second = parse_campaign(
        {**LARGEST, "budgets": [{**one, "limit": 7} for one in LARGEST["budgets"][::-1]]}, version=2
    )
    # then each is the same budget
    numbers = {(one.metric, one.scope): one.number for one in first.budgets}
    assert {(one.metric, one.scope): one.number for one in second.budgets} == numbers
    assert len({one.number for one in first.budgets}) == len(first.budgets)


def test_what_happens_once_is_claimed_once_whatever_else_is_asked() -> None:
    # given the first order, alone and beside a birthday
    alone = parse_campaign({**SMALLEST, "when": {"all": [{"first_order": {}}]}}, version=1).budgets
    birthday = {"birthday": {"before": 3, "after": 3}}
    both = parse_campaign({**SMALLEST, "when": {"all": [birthday, {"first_order": {}}]}}, version=2).budgets
    # then
    assert [(one.metric, one.scope, one.period, one.limit) for one in alone] == [
        (Metric.USES, BudgetScope.MEMBER, Period.ALL, 1)
    ]
    assert alone[0] in both
    assert [one.period for one in both] == [Period.YEAR, Period.ALL]
    # and a limit that people wrote beside it is another budget
    written = {"metric": "uses", "scope": "member", "limit": 2}
    campaign = {**SMALLEST, "when": {"all": [{"first_order": {}}]}, "budgets": [written]}
    assert len({one.number for one in parse_campaign(campaign, version=3).budgets}) == 2


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ([], ""),
        ({**SMALLEST, "colour": "red"}, "colour"),
        ({**SMALLEST, "code": ""}, "code"),
        ({**SMALLEST, "code": None}, "code"),
        ({**SMALLEST, "code": "Весна"}, "code"),
        ({**SMALLEST, "code": "Spring"}, "code"),
        ({**SMALLEST, "code": "a b"}, "code"),
        ({**SMALLEST, "code": "a" * 65}, "code"),
        ({**SMALLEST, "title": "Весна"}, "title"),
        ({**SMALLEST, "title": {"ru": "Весна"}}, "title"),
        ({**SMALLEST, "title": {"ru": "Весна", "en": ""}}, "title.en"),
        ({**SMALLEST, "title": {"ru": 5, "en": "Spring"}}, "title.ru"),
        ({**SMALLEST, "lane": None}, "lane"),
        ({**SMALLEST, "lane": 5}, "lane"),
        ({**SMALLEST, "priority": -1}, "priority"),
        ({**SMALLEST, "priority": True}, "priority"),
        ({**SMALLEST, "on_shelf": "yes"}, "on_shelf"),
        ({**SMALLEST, "on_return": "half"}, "on_return"),
        ({**SMALLEST, "on_return": {}}, "on_return"),
        ({**SMALLEST, "excludes": "autumn"}, "excludes"),
        ({**SMALLEST, "excludes": [1]}, "excludes[0]"),
        ({**SMALLEST, "starts_at": "tomorrow"}, "starts_at"),
        ({**SMALLEST, "starts_at": 5}, "starts_at"),
        ({**SMALLEST, "starts_at": "0001-01-01T00:00:00+03:00"}, "starts_at"),  # no year at all in UTC
        ({**SMALLEST, "ends_at": "2026-12-01T00:00:00"}, "ends_at"),
        ({**LARGEST, "ends_at": LARGEST["starts_at"]}, "ends_at"),
        ({**SMALLEST, "when": []}, "when"),
        ({**SMALLEST, "when": {"all": [{"shoe_size": {}}]}}, "when.all[0]"),
        ({**SMALLEST, "effects": []}, "effects"),
        ({**SMALLEST, "effects": None}, "effects"),
        ({**SMALLEST, "effects": [PERCENT] * (MOST_EFFECTS + 1)}, "effects"),
        ({**SMALLEST, "effects": [{"give_the_shop_away": {}}]}, "effects[0]"),
        ({**SMALLEST, "effects": [{"percent_off": {"rate": 20_000}}]}, "effects[0].percent_off.rate"),
        ({**SMALLEST, "budgets": {}}, "budgets"),
        ({**SMALLEST, "budgets": [BUDGET] * (MOST_BUDGETS + 1)}, "budgets"),
        ({**SMALLEST, "budgets": ["all"]}, "budgets[0]"),
        (with_budget(colour="red"), "budgets[0]"),
        ({**SMALLEST, "budgets": [{"metric": "uses"}]}, "budgets[0].limit"),
        (with_budget(metric="love"), "budgets[0].metric"),
        (with_budget(scope="town"), "budgets[0].scope"),
        (with_budget(period="hour"), "budgets[0].period"),
        (with_budget(limit=0), "budgets[0].limit"),
        (with_budget(limit=1.5), "budgets[0].limit"),
        (with_budget(trim=1), "budgets[0].trim"),
        (with_budget(shards=17), "budgets[0].shards"),
        (with_budget(shards=2, scope="member"), "budgets[0].shards"),
        ({**SMALLEST, "budgets": [BUDGET, {**BUDGET, "limit": 6}]}, "budgets[1]"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(raw: Any, path: str) -> None:
    with pytest.raises(InvalidRule) as refusal:
        parse_campaign(raw, version=1)
    assert refusal.value.field == path
    assert str(refusal.value.detail)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def refused(raw: dict[str, Any]) -> str | None:
    """The place that is refused, None when nothing is; anything but a refusal is raised."""
    try:
        definition = parse_campaign(raw, version=1)
    except InvalidRule as refusal:
        return refusal.field
    assert parse_campaign(dump_campaign(definition), version=1) == definition
    return None


@given(part=st.sampled_from(sorted(LARGEST)), value=JSON)
def test_nothing_but_a_refusal_comes_of_nonsense(part: str, value: Any) -> None:
    """A version that this code cannot read must be left out by name, not stop the till."""
    place = refused({**LARGEST, part: value})
    assert place is None or re.split(r"[.\[]", place)[0] in {part, "ends_at"}


@given(key=st.sampled_from(sorted(LARGEST["budgets"][0])), value=JSON)
def test_nothing_but_a_refusal_comes_of_a_nonsensical_budget(key: str, value: Any) -> None:
    place = refused({**SMALLEST, "budgets": [{**LARGEST["budgets"][0], key: value}]})
    assert place is None or place.startswith("budgets[0]")
