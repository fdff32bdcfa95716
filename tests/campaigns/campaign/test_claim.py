"""Budgets are taken whole or not at all, never above the cap, split or not."""

from typing import Any

import pytest

from campaigns.campaign.claim import claim
from campaigns.campaign.models import BudgetCounter, BudgetEntry
from campaigns.campaign.release import release
from campaigns.campaign.uses import Use
from loyalty.purchase.offers import OfferGone
from tests.builders import NOON, a_cart, a_member, a_shop, an_order
from tests.campaigns.running import a_campaign, with_stamps

pytestmark = pytest.mark.django_db
FOR_ALL, FOR_MEMBER = 204, 24  # the discount of everybody, uses of a member, for ever


@pytest.fixture(autouse=True)
def _campaign() -> None:
    a_campaign("spring", {"percent_off": {"rate": 1_000}})


def a_use(amount: int, *, cap: int = 100, shards: int = 1, budget: int = FOR_ALL, scope: str = "", **other: Any) -> Use:
    return Use(campaign="spring", version=1, budget=budget, scope_key=scope, period_key="", amount=amount, cap=cap,
               shards=shards, **other)  # fmt: skip


def take(*uses: Use, order: int = 1, must: bool = False) -> tuple[str, ...]:
    return claim(uses=uses, order_id=order, at=NOON, must=must)


def rows() -> list[tuple[int, int, int]]:
    """(used, cap, over) of each row."""
    return list(BudgetCounter.objects.order_by("budget", "shard").values_list("used", "cap", "over"))


def used() -> int:
    return sum(used for used, _cap, _over in rows())


def test_a_claim_counts_up_to_the_cap_and_no_further() -> None:
    take(a_use(60))
    take(a_use(40))
    with pytest.raises(OfferGone):
        take(a_use(1))
    assert rows() == [(100, 100, 0)]


def test_a_first_use_larger_than_the_cap_is_refused() -> None:
    with pytest.raises(OfferGone):
        take(a_use(101))
    assert rows() == []


def test_what_must_be_counted_goes_over_and_says_so() -> None:
    # given a budget of which 10 are left
    take(a_use(90))
    # when 30 must be counted
    assert take(a_use(30), must=True, order=2) == ("spring",)
    # then 20 are over, and nothing is left for others until it is within its cap again
    assert rows() == [(120, 100, 20)]
    release(order_id=2, at=NOON)
    assert rows() == [(90, 100, 0)]
    take(a_use(10))


def test_another_cap_of_a_new_version_counts_on_from_what_is_used() -> None:
    take(a_use(90))
    with pytest.raises(OfferGone):
        take(a_use(1, cap=50))
    take(a_use(20, cap=120))
    assert rows() == [(110, 120, 0)]


def test_an_order_that_must_be_counted_under_a_lower_cap_is_within_the_law() -> None:
    take(a_use(90))
    assert take(a_use(10, cap=50), must=True) == ("spring",)
    assert rows() == [(100, 50, 50)]


# --- Split budgets ---------------------------------------------------------------------------------------------------


def test_a_split_budget_gives_all_of_its_cap_and_no_more() -> None:
    # given 100 in 8 rows, taken by 7
    for order in range(14):
        take(a_use(7, shards=8), order=order)
    # then 98 are used though no row holds more than 13; 2 are left, whole, for whoever fits
    assert used() == 98
    with pytest.raises(OfferGone):
        take(a_use(3, shards=8))
    take(a_use(2, shards=8))
    assert used() == 100
    assert sum(cap for _used, cap, _over in rows()) == 100


@pytest.mark.parametrize("cap", [1, 3, 5, 12, 15])
def test_the_shares_of_rows_add_up_to_the_cap_whatever_its_size(cap: int) -> None:
    for number in range(cap):
        take(a_use(1, cap=cap, shards=8), order=number)
        assert sum(its_cap for _used, its_cap, _over in rows()) == cap
    with pytest.raises(OfferGone):
        take(a_use(1, cap=cap, shards=8))


def test_a_use_larger_than_any_row_has_left_is_counted_whole() -> None:
    take(a_use(90, shards=8))
    assert sorted(row[0] for row in rows()) == [0] * 7 + [90]
    assert sum(cap for _used, cap, _over in rows()) == 100


def test_a_budget_may_be_split_while_it_runs_and_put_together_again() -> None:
    # given a budget of one row, most of it used
    take(a_use(80))
    # when the next version splits it
    take(a_use(5, shards=8))
    with pytest.raises(OfferGone):
        take(a_use(16, shards=8))
    # when an order of the old version comes, and then it is one row again for good
    take(a_use(5))
    take(a_use(5, shards=4))
    take(a_use(4))
    with pytest.raises(OfferGone):
        take(a_use(2))
    take(a_use(1))
    # then nothing was lost and nothing given twice
    assert used() == 100


def test_a_lower_or_higher_cap_holds_for_a_split_budget_too() -> None:
    for order in range(10):
        take(a_use(6, shards=4), order=order)
    with pytest.raises(OfferGone):
        take(a_use(1, cap=60, shards=4))
    take(a_use(50, cap=110, shards=4))
    assert used() == 110
    assert sum(cap for _used, cap, _over in rows()) == 110


def test_a_split_budget_goes_over_once_and_recovers() -> None:
    # given 8 rows that are full but for 4
    for order in range(12):
        take(a_use(8, shards=8), order=order)
    # when 10 must be counted
    assert take(a_use(10, shards=8), order=99, must=True) == ("spring",)
    assert (used(), sum(over for _used, _cap, over in rows())) == (106, 6)
    # then what others give back first pays for what is over
    release(order_id=0, at=NOON)
    with pytest.raises(OfferGone):
        take(a_use(3, shards=8))
    take(a_use(2, shards=8))
    assert (used(), sum(over for _used, _cap, over in rows())) == (100, 0)


def test_what_must_be_counted_twice_over_counts_what_is_over_once() -> None:
    take(a_use(10, cap=10, shards=4))
    take(a_use(5, cap=10, shards=4), must=True)
    take(a_use(5, cap=10, shards=4), must=True)
    assert (used(), sum(over for _used, _cap, over in rows())) == (20, 10)


# --- Several at once -------------------------------------------------------------------------------------------------


def test_a_member_and_everybody_are_both_counted() -> None:
    take(a_use(1, cap=3, budget=FOR_MEMBER, scope="7"), a_use(50))
    assert rows() == [(1, 3, 0), (50, 100, 0)]
    assert BudgetEntry.objects.count() == 2


def test_release_gives_back_to_the_rows_that_were_charged_and_once() -> None:
    take(a_use(1, cap=3, budget=FOR_MEMBER, scope="7"), a_use(9, shards=4), order=1)
    take(a_use(1, cap=3, budget=FOR_MEMBER, scope="7"), a_use(9, shards=4), order=2)
    release(order_id=1, at=NOON)
    release(order_id=1, at=NOON)
    assert rows()[0] == (1, 3, 0)
    assert used() == 1 + 9
    assert BudgetEntry.objects.filter(order_id=1).count() == 4


# --- Returns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on_return", "after_half", "after_all"), [("whole", 100, 0), ("parts", 50, 0), ("nothing", 100, 100)]
)
def test_a_return_gives_back_what_the_campaign_says(on_return: str, after_half: int, after_all: int) -> None:
    a_campaign("autumn", {"percent_off": {"rate": 1_000}}, on_return=on_return)
    amount = Use(
        campaign="autumn", version=1, budget=FOR_ALL, scope_key="", period_key="", amount=100, cap=100, shards=1
    )
    use = Use(campaign="autumn", version=1, budget=224, scope_key="", period_key="", amount=1, cap=9, shards=1)
    take(amount, use)
    release(order_id=1, at=NOON, returned=(500, 1_000))
    assert [row[0] for row in rows()] == [after_half, 1]  # of a use there is no half
    release(order_id=1, at=NOON, returned=(500, 500))
    assert [row[0] for row in rows()] == [after_all, int(on_return == "nothing")]


def test_parts_given_back_never_come_to_more_than_was_taken() -> None:
    a_campaign("autumn", {"percent_off": {"rate": 1_000}}, on_return="parts")
    take(Use(campaign="autumn", version=1, budget=FOR_ALL, scope_key="", period_key="", amount=10, cap=10, shards=1))
    left = []
    for still in (3, 2, 1):
        release(order_id=1, at=NOON, returned=(1, still))
        left.append(used())
    assert left == [7, 4, 0]


def test_a_cancelled_order_gives_back_whatever_the_campaign_says_of_returns() -> None:
    a_campaign("autumn", {"percent_off": {"rate": 1_000}}, on_return="nothing")
    take(Use(campaign="autumn", version=1, budget=FOR_ALL, scope_key="", period_key="", amount=10, cap=10, shards=1))
    release(order_id=1, at=NOON)
    assert used() == 0


def test_a_budget_of_margin_counts_points_as_the_offer_reckoned_them() -> None:
    # given a campaign of ten points and six stamps: stamps pay for nothing at a till
    member = with_stamps(a_member(), 1)
    given: list[dict[str, Any]] = [{"extra_points": {"points": 10}}, {"extra_points": {"points": 6, "unit": "STAMP"}}]
    a_campaign("both", *given, lane="points", budgets=[{"metric": "margin", "limit": 2_500}])
    # when two orders come, each of ten roubles of points
    for _ in range(2):
        order = an_order(a_shop(), a_cart(member))
        assert [one for one in order.decision.applied if one.campaign == "both"]
    # then that is what is used of it
    assert BudgetCounter.objects.get(campaign__code="both").used == 2_000
