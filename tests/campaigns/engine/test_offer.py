"""Budgets: refused whole or trimmed, never exceeded; when a campaign runs at all."""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.engine.definition import Budget, BudgetScope, Metric, Period
from tests.campaigns.situations import AT, best, campaign, cart, decided, earned, facts, line, off, programme, ruleset

TWO = cart(line("a", "100.00"), line("b", "100.00"))


def budget(metric: Metric, limit: int, *, trim: bool = False, scope: BudgetScope = BudgetScope.CAMPAIGN) -> Budget:
    return Budget(number=1, metric=metric, scope=scope, period=Period.ALL, limit=limit, trim=trim)


@pytest.mark.parametrize(
    ("effect", "left", "trim", "expected"),
    [
        ({"percent_off": {"rate": 1_000}}, 2_000, False, ["10.00", "10.00"]),
        ({"percent_off": {"rate": 1_000}}, 1_999, False, ["0.00", "0.00"]),
        ({"percent_off": {"rate": 1_000}}, 1_500, True, ["10.00", "5.00"]),
        ({"percent_off": {"rate": 1_000}}, 1_000, True, ["10.00", "0.00"]),
        ({"percent_off": {"rate": 1_000}}, 0, True, ["0.00", "0.00"]),
        ({"percent_off": {"rate": 1_000}}, -5, True, ["0.00", "0.00"]),
        ({"amount_off_order": {"amount": 3_000}}, 1_001, True, ["5.01", "5.00"]),
        ({"cheapest_of": {"pieces": 2}}, 2_500, True, ["0.00", "25.00"]),
    ],
)
def test_a_budget_of_discount(effect: dict[str, Any], left: int, trim: bool, expected: list[str]) -> None:
    # given
    rules = ruleset(campaign("c", effect, budgets=(budget(Metric.DISCOUNT, 10**6, trim=trim),)))
    # when
    decision = decided(rules, TWO, facts(TWO, known={"budget:c:1": left}))
    # then
    assert off(decision) == expected
    assert [one.code for one in decision.not_applied] == ([] if any(o != "0.00" for o in expected) else ["budget"])


@pytest.mark.parametrize(
    ("left", "trim", "expected"), [(20, False, 20), (19, False, 0), (19, True, 19), (1, True, 1), (0, True, 0)]
)
def test_a_budget_of_points(left: int, trim: bool, expected: int) -> None:
    # given: 10 % of 200
    effect = {"points_percent": {"rate": 1_000}}
    rules = ruleset(campaign("c", effect, budgets=(budget(Metric.POINTS, left, trim=trim),)))
    # when / then
    assert sum(earned(decided(rules, TWO), "c").values()) == expected


def test_a_budget_of_points_reckons_with_delivery() -> None:
    # given: 10 % of 200 and of 100 for delivery, where the programme counts it
    sold = cart(line("a", "200.00"), delivery="100.00")
    rules = ruleset(campaign("c", {"points_percent": {"rate": 1_000}}, budgets=(budget(Metric.POINTS, 25),)))
    # when / then
    assert earned(decided(rules, sold, under=programme(earn_on_delivery=True)), "c") == {}
    assert earned(decided(rules, sold, under=programme(earn_on_delivery=False)), "c") == {"BONUS": 20}


@pytest.mark.parametrize("metric", [Metric.USES, Metric.MARGIN])
def test_uses_and_margin_are_never_trimmed(metric: Metric) -> None:
    # given
    rules = ruleset(campaign("c", {"percent_off": {"rate": 1_000}}, budgets=(budget(metric, 10**6, trim=True),)))
    # when / then
    for left, expected in ((2_000, ["10.00", "10.00"]), (0, ["0.00", "0.00"])):
        assert off(decided(rules, TWO, facts(TWO, known={"budget:c:1": left}))) == expected


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        (BudgetScope.CAMPAIGN, "budget"), (BudgetScope.SHOP, "budget"),
        (BudgetScope.MEMBER, "limit"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_budget_that_is_used_up(scope: BudgetScope, code: str) -> None:
    rules = ruleset(campaign("c", {"percent_off": {"rate": 1_000}}, budgets=(budget(Metric.USES, 0, scope=scope),)))

    assert [one.code for one in decided(rules, TWO).not_applied] == [code]


def test_an_exhausted_winner_yields_to_the_runner_up() -> None:
    # given
    rules = ruleset(
        campaign("gone", {"percent_off": {"rate": 5_000}}, budgets=(budget(Metric.USES, 0),)),
        campaign("next", {"percent_off": {"rate": 1_000}}),
        lanes=best(),
    )
    # when / then
    assert [one.campaign for one in decided(rules, TWO).applied] == ["next"]


def test_a_trimmed_benefit_uses_up_no_more_pieces_than_it_gave_for() -> None:
    # given: the budget is enough for the first line
    rules = ruleset(
        campaign(
            "first", {"percent_off": {"rate": 1_000}}, priority=1, budgets=(budget(Metric.DISCOUNT, 1_000, trim=True),)
        ),
        campaign("second", {"percent_off": {"rate": 500}}, only_free=True),
    )
    # when / then
    assert off(decided(rules, TWO)) == ["10.00", "5.00"]


def test_pieces_for_points_are_given_whole_or_not_at_all() -> None:
    # given
    one = cart(line("a", "100.00"))
    effect = {"pieces_for_units": {"unit": "STAMP", "points": 6}}
    rules = ruleset(campaign("c", effect, budgets=(budget(Metric.DISCOUNT, 5_000, trim=True),)))
    # when / then
    assert off(decided(rules, one, facts(one, known={"balance:STAMP": 6}))) == ["0.00"]


@pytest.mark.parametrize(
    ("since", "until", "runs"),
    [
        (None, None, True),
        (0, None, True),
        (1, None, False),
        (None, 0, False),
        (None, 1, True),
        (-1, 1, True),
        (0, 0, False),
    ],
)
def test_a_campaign_runs_from_its_start_up_to_but_not_including_its_end(
    since: int | None, until: int | None, runs: bool
) -> None:
    # given: microseconds from the instant of the purchase
    starts = None if since is None else AT + timedelta(microseconds=since)
    ends = None if until is None else AT + timedelta(microseconds=until)
    rules = ruleset(campaign("c", {"percent_off": {"rate": 1_000}}, starts_at=starts, ends_at=ends))
    # when
    decision = decided(rules, TWO)
    # then
    assert ([one.campaign for one in decision.applied], decision.not_applied) == (["c"] if runs else [], ())
