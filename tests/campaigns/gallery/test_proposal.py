"""What the first programme is expected to cost, and that it fits."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.gallery.mechanic import MECHANICS
from campaigns.gallery.proposal import SIZES, Business, Shape, Slot, cost, earn_cost, least, propose
from campaigns.gallery.trades import OF_GOODS, SLOTS, TRADES, answers_of, suits

CAFE = Business(
    average_kopecks=30_000, orders_a_month=8, margin=6_000, spend=300, members=6_000, spent=8_000, point_kopecks=100
)  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "share", "size", "expected"),
    [
        ("rate", 1_500, 1_000, 72),  # 10 % × 15 % × 60 % × 80 %
        ("times", 400, 3, 20),  # 2 × 5 % × 4 % × 60 % × 80 % = 0.192 %
        ("points", 300, 100, 48),  # 100 ₽ of 300 ₽ × 3 % × 60 % × 80 %
        ("yearly", 5_000, 500, 42),  # 500 ₽ of 28 800 ₽ × 50 % × 60 % × 80 % = 0.4167 %
        ("stamps", 4_000, 5, 320),  # one of six × 40 % × 60 % × 80 %
    ],
)
def test_what_a_mechanic_costs(shape: Shape, share: int, size: int, expected: int) -> None:
    assert cost(CAFE, Slot(code="any", shape=shape, share=share), size, earn=500) == expected


def test_what_points_for_every_purchase_cost() -> None:
    assert earn_cost(CAFE, 500) == 240
    assert earn_cost(replace(CAFE, members=10_000, spent=10_000), 500) == 500


@pytest.mark.parametrize(
    ("margin", "spend", "allowed", "burn_max"),
    [(6_000, 300, 300, 5_000), (500, 300, 250, 500), (2_490, 10_000, 1_245, 2_000), (100, 300, 50, 500)],
)
def test_the_margin_bounds_it(margin: int, spend: int, allowed: int, burn_max: int) -> None:
    business = replace(CAFE, margin=margin, spend=spend)
    assert (business.allowed, business.burn_max) == (allowed, burn_max)


def test_a_proposal_uses_what_is_allowed_and_says_when_it_is_too_little() -> None:
    slots = tuple(SLOTS[code] for code in suits("grocery", goods=False))
    plan = propose(business=CAFE, slots=slots)
    assert plan is not None
    assert 250 <= plan.total <= 300
    assert plan.total == plan.earn_cost + sum(
        cost(CAFE, line.slot, line.size, earn=plan.earn) for line in plan.lines
    )  # fmt: skip
    smallest = least(business=CAFE, slots=slots)
    assert propose(business=replace(CAFE, spend=smallest), slots=slots) is not None
    assert propose(business=replace(CAFE, spend=smallest - 1), slots=slots) is None


BUSINESSES = st.builds(
    Business,
    average_kopecks=st.integers(100, 10**8), orders_a_month=st.integers(1, 100), margin=st.integers(1, 10_000),
    spend=st.integers(1, 10_000), members=st.integers(1, 10_000), spent=st.integers(1, 10_000),
    point_kopecks=st.sampled_from([1, 100, 500]),
)  # fmt: skip
PLACES = st.lists(
    st.builds(Slot, code=st.just("any"), shape=st.sampled_from(sorted(SIZES)), share=st.integers(1, 10_000)),
    min_size=1, max_size=3,
).map(tuple)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(BUSINESSES, PLACES, st.integers(0, 5_000))
def test_no_proposal_costs_more_than_allowed_and_more_allowed_never_gives_less(
    business: Business, slots: tuple[Slot, ...], more: int
) -> None:
    plan = propose(business=business, slots=slots)
    better = propose(business=replace(business, spend=business.spend + more), slots=slots)
    if plan is None:
        assert least(business=business, slots=slots) > business.allowed
        return
    assert plan.total <= business.allowed
    assert better is not None
    assert better.total >= plan.total


def test_every_trade_has_three_mechanics_whose_answers_work() -> None:
    for trade in TRADES:
        for goods in ({}, {"categories": ["coffee"]}):
            codes = suits(trade, goods=bool(goods))
            assert len(set(codes)) == 3
            assert goods or not OF_GOODS & set(codes)
            for code in codes:
                mechanic = MECHANICS[code]
                answers = answers_of(SLOTS[code], SIZES[SLOTS[code].shape][0], goods=goods)
                assert answers.keys() == mechanic.example.keys()
                made = mechanic.make(answers)
                assert made.campaigns or made.event
