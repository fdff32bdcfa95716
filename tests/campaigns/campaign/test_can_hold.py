"""Contradictions are found, and nothing else is taken for one."""

from operator import itemgetter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.campaign.can_hold import can_hold
from campaigns.conditions.condition import CONDITIONS
from loyalty.rules.fact import Fact, Type
from loyalty.rules.predicate import All, AnyOf, Compare, Known, NoneOf, Predicate, compiled
from loyalty.rules.rule import parse_rule


def holds(rule: dict[str, Any]) -> bool:
    return can_hold(parse_rule(rule, conditions=CONDITIONS).test())


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"all": [{"age": {"at_least": 30}}, {"age": {"at_most": 20}}]}, False),
        ({"all": [{"age": {"at_least": 20}}, {"age": {"at_most": 20}}]}, True),
        ({"any": [{"age": {"at_least": 30}}, {"age": {"at_most": 20}}]}, True),
        ({"all": [{"age": {"at_least": 30}}, {"none": [{"age": {"at_least": 18}}]}]}, False),
        ({"all": [{"age": {"at_least": 30}}, {"none": [{"age": {"at_least": 31}}]}]}, True),
        ({"all": [{"shop": {"one_of": ["a", "b"]}}, {"shop": {"one_of": ["c"]}}]}, False),
        ({"all": [{"shop": {"one_of": ["a", "b"]}}, {"shop": {"none_of": ["a", "b"]}}]}, False),
        ({"all": [{"shop": {"one_of": ["a", "b"]}}, {"shop": {"none_of": ["a"]}}]}, True),
        ({"all": [{"goods_total": {"at_least": 100}}, {"goods_total": {"at_most": 50}}]}, False),
        ({"all": [{"goods_total": {"at_least": 100}},
                  {"goods_total": {"at_most": 50, "goods": {"brands": ["x"]}}}]}, True),
        ({"all": [{"first_order": {}}, {"order_number": {"at_least": 2}}]}, False),
    ],
)  # fmt: skip
def test_rules(rule: dict[str, Any], expected: bool) -> None:
    assert holds(rule) is expected


def test_every_example_of_a_condition_can_hold() -> None:
    for code, kind in CONDITIONS:
        assert holds({"all": [{code: dict(kind.example)}]}), code


NUMBERS = [Fact(key=f"n{i}", label="", type=Type.NUMBER, can_be_absent=bool(i), read=itemgetter(i)) for i in range(2)]
atoms = st.one_of(
    st.builds(Compare, st.sampled_from(NUMBERS), st.sampled_from(["at_least", "at_most", "below"]), st.integers(0, 3)),
    st.builds(Compare, st.sampled_from(NUMBERS), st.just("one_of"), st.lists(st.integers(0, 3), min_size=1).map(tuple)),
    st.builds(Known, st.just(NUMBERS[1])),
)
trees = st.recursive(
    atoms,
    lambda inner: st.builds(
        lambda join, parts: join(tuple(parts)),
        st.sampled_from([All, AnyOf, NoneOf]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)


@given(trees)
def test_it_says_what_trying_every_value_says(tree: Predicate) -> None:
    # given every value that could matter
    test = compiled(tree)
    possible = any(test((a, b)) for a in range(-1, 5) for b in (None, *range(-1, 5)))
    # then
    assert can_hold(tree) is possible
