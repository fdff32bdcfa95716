"""What is said of a campaign that did not apply: a code, what is missing, sentences; the nearest first."""

from dataclasses import replace
from typing import Any

import pytest

from campaigns.effects.effect import Effect, Terms
from campaigns.engine.definition import Definition
from campaigns.engine.explain import MOST_EXPLAINED
from loyalty.purchase.offers import NotApplied
from loyalty.purchase.scene import Scene
from tests.campaigns.situations import best, campaign, cart, line, offered, ruleset

ONE = cart(line("a", "100.00", "2"))
TEN = {"percent_off": {"rate": 1_000}}


def asking(code: str, *conditions: dict[str, Any]) -> Definition:
    return campaign(code, TEN, when={"all": list(conditions)})


def said(*campaigns: Definition, **words: Any) -> list[NotApplied]:
    return list(offered(ruleset(*campaigns, **words), ONE).not_applied)


@pytest.mark.parametrize(
    ("condition", "code", "missing"),
    [
        ({"goods_total": {"at_least": 25_050}}, "threshold", {"amount": "50.50"}),
        ({"goods_quantity": {"at_least": 3_500}}, "threshold", {"quantity": "1.500"}),
        ({"lines": {"at_least": 3}}, "threshold", {"number": "2"}),
        ({"goods_total": {"at_most": 100}}, "condition", {}),
        ({"channel": {"one_of": ["web"]}}, "condition", {}),
        ({"any": [{"lines": {"at_least": 3}}, {"lines": {"at_least": 4}}]}, "condition", {}),
    ],
)
def test_a_condition_that_is_not_met(condition: dict[str, Any], code: str, missing: dict[str, str]) -> None:
    # given: the channel is known to the index, so that nobody asks the campaign otherwise
    (one,) = said(asking("c", condition)) or said(asking("c", {"any": [condition, {"lines": {"at_least": 99}}]}))
    # then
    assert (one.campaign, one.code, one.missing) == ("c", code, missing)
    assert one.text.ru.startswith("c: ")
    assert one.text.en.startswith("c: ")


def test_two_things_that_are_missing_are_no_threshold() -> None:
    (one,) = said(asking("c", {"goods_total": {"at_least": 25_000}}, {"lines": {"at_least": 3}}))

    assert (one.code, one.missing) == ("condition", {})


def test_the_winner_is_named() -> None:
    more = campaign("more", {"percent_off": {"rate": 2_000}})

    (one,) = said(campaign("less", TEN), more, lanes=best())

    assert (one.campaign, one.code) == ("less", "beaten")
    assert "more" in one.text.ru
    assert "more" in one.text.en


def test_the_nearest_come_first_and_no_more_than_ten() -> None:
    # given: thresholds from far to near
    campaigns = [
        asking(f"c{number:02}", {"goods_total": {"at_least": 100_000 - number * 1_000}}) for number in range(20)
    ]
    # when
    found = said(*campaigns)
    # then
    assert [one.campaign for one in found] == [f"c{number:02}" for number in range(19, 19 - MOST_EXPLAINED, -1)]


class Broken(Effect):
    """Raises."""

    code = "broken"
    sentence = "broken"

    @classmethod
    def params(cls) -> dict[str, Any]:
        return {}

    def outcomes(self, scene: Scene, terms: Terms) -> Any:
        raise ZeroDivisionError


@pytest.mark.parametrize("by_line", [False, True])
def test_a_campaign_that_raises_is_left_out_and_told_of(by_line: bool) -> None:
    # given
    broken = replace(campaign("broken", TEN), effects=(Broken(),))
    # when
    found = offered(ruleset(broken, campaign("sound", TEN), lanes=best(by_line=by_line)), ONE)
    # then
    assert {outcome.campaign for outcome in found.outcomes} == {"sound"}
    assert [(one.campaign, one.code) for one in found.not_applied] == [("broken", "failed")]
    assert [(one.code, type(error)) for one, error in found.failed] == [("broken", ZeroDivisionError)]
