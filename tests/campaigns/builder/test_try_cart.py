"""A cart tried on a draft: what runs now and the draft together, and nothing is written."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.builder.drop_example import drop_example
from campaigns.builder.example_results import example_results
from campaigns.builder.keep_example import MOST_EXAMPLES, TooManyExamples, keep_example
from campaigns.builder.tried_cart import InvalidCart, parse_tried
from campaigns.builder.tried_words import tried_words
from campaigns.builder.try_cart import Tried, try_cart
from campaigns.campaign.format import parse_campaign
from campaigns.campaign.models import Campaign
from campaigns.campaign.save_draft import save_draft
from loyalty.purchase.quote import quote
from tests.builders import a_cart, an_order
from tests.campaigns.running import a_campaign, definition
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=ZoneInfo("Europe/Moscow"))  # a Saturday
LINE = {"sku": "COFFEE", "price": 45_000, "quantity": 2_000}
NEW_AT_WEEKENDS = {"all": [{"weekday": {"days": ["6", "7"]}}, {"member_days": {"at_most": 29}}]}


def _tried(*effects: dict[str, Any], cart: dict[str, Any] | None = None, code: str = "draft", **parts: Any) -> Tried:
    draft = parse_campaign(definition(code, *effects, **parts), version=0)
    return try_cart(tried=parse_tried({"shop": "lesnaya", "lines": [LINE], **(cart or {})}), draft=draft, now=NOW)


def _percent(rate: int) -> dict[str, Any]:
    return {"percent_off": {"rate": rate}}


def test_the_draft_competes_with_what_runs_now(cast: Cast) -> None:
    # given a running campaign of ten percent in the lane where the best wins
    a_campaign("running", _percent(1_000))
    # when
    weaker, stronger = _tried(_percent(500)), _tried(_percent(2_000))
    # then
    assert (weaker.decision.discount_kopecks, weaker.before.discount_kopecks) == (9_000, 9_000)
    assert [one.campaign for one in weaker.decision.not_applied] == ["draft"]
    assert (stronger.decision.discount_kopecks, stronger.before.discount_kopecks) == (18_000, 9_000)
    assert [one.campaign for one in stronger.decision.applied] == ["draft"]


def test_a_draft_stands_for_the_version_that_runs(cast: Cast) -> None:
    a_campaign("running", _percent(1_000))
    found = _tried(_percent(700), code="running")
    assert (found.decision.discount_kopecks, found.before.discount_kopecks) == (6_300, 9_000)


def test_it_says_what_a_quote_says_after_publication(cast: Cast) -> None:
    found = _tried(_percent(1_000), cart={"member": cast.anna})
    a_campaign("draft", _percent(1_000))
    promised = quote(shop_id=cast.lesnaya.pk, cart=a_cart(cast.anna), at=NOW).decision
    assert found.decision.to_pay_kopecks == promised.to_pay_kopecks
    assert [one.points for one in found.decision.earn] == [one.points for one in promised.earn]


def test_somebody_described_is_known_by_what_is_said(cast: Cast) -> None:
    def discount(days: int | None, at: str = "2026-11-21T12:00") -> int:
        facts = {} if days is None else {"member_days": days}
        found = _tried(
            _percent(1_000), when=NEW_AT_WEEKENDS, cart={"facts": facts, "at": at},
            budgets=[{"metric": "uses", "scope": "member", "limit": 1}],
        )  # fmt: skip
        assert [fact.key for fact in found.asks] == ["member_days"]
        return found.decision.discount_kopecks

    assert (discount(5), discount(29), discount(30), discount(None)) == (9_000, 9_000, 0, 0)
    assert discount(5, at="2026-11-23T12:00") == 0  # a Monday


def test_the_draft_says_why_it_gives_nothing_also_among_many_others(cast: Cast) -> None:
    for number in range(12):
        a_campaign(f"near-{number}", _percent(500), when={"all": [{"goods_total": {"at_least": 90_100 + number}}]})
    found = _tried(_percent(500), when={"all": [{"goods_total": {"at_least": 10_000_000}}]})
    named = [one.campaign for one in found.decision.not_applied]
    assert len(named) == 10
    assert "draft" in named or (found.why_not is not None and found.why_not.campaign == "draft")


def test_a_draft_whose_goods_are_not_in_the_cart_says_so(cast: Cast) -> None:
    found = _tried({"percent_off": {"rate": 500, "goods": {"skus": ["TEA"]}}})
    said = [one["text"] for one in tried_words(found, code="draft")["not_applied"] if one["is_draft"]]
    assert said == ["В этой корзине нет того, что ей нужно: товаров, магазина или кода."]
    assert not tried_words(found, code="draft")["is_benefit"]


def test_a_budget_that_is_used_up_is_used_up_in_a_trial_too(cast: Cast) -> None:
    budgets = [{"metric": "uses", "limit": 1}]
    a_campaign("running", _percent(1_000), budgets=budgets)
    an_order(cast.lesnaya, a_cart(cast.anna), at=NOW)
    assert _tried(_percent(1_000), code="running", budgets=budgets).decision.discount_kopecks == 0
    assert _tried(_percent(1_000), code="other", budgets=budgets).decision.discount_kopecks == 9_000


def test_nothing_is_written(cast: Cast) -> None:
    a_campaign("running", _percent(1_000))
    with CaptureQueriesContext(connection) as queries:
        _tried(_percent(2_000), cart={"member": cast.anna, "burn": True, "coupons": ["A"]})
    words = {query["sql"].lstrip(" (\n").split()[0].upper() for query in queries}
    assert words <= {"SELECT", "WITH"}
    assert len(queries) < 20


@pytest.mark.parametrize(
    "cart",
    [
        {"lines": []}, {"lines": [{"sku": "", "price": 1}]}, {"lines": [{"sku": "A", "price": -1}]},
        {"shop": "nowhere"},
        {"lines": [{"sku": "A", "price": 1, "quantity": 0}]}, {"lines": [LINE] * 51}, {"at": "yesterday"},
        {"at": "2026-02-30T10:00"}, {"nobody": 1}, {"member": 0}, {"facts": {"age": None}}, {"facts": {"a": [1]}},
    ],
)  # fmt: skip
def test_what_is_no_cart_is_refused_in_words(cast: Cast, cart: dict[str, Any]) -> None:
    with pytest.raises(InvalidCart) as refused:
        _tried(_percent(1_000), cart=cart)
    assert str(refused.value.detail)


@pytest.mark.parametrize("raw", [None, [], "x", 1, {"lines": "x"}])
def test_what_is_no_object_is_refused_too(raw: Any) -> None:
    with pytest.raises(InvalidCart):
        parse_tried(raw)


# --- Examples --------------------------------------------------------------------------------------------------------


def _campaign(rate: int) -> tuple[Campaign, Any]:
    campaign = save_draft(raw=definition("draft", _percent(rate)), author=None)
    return campaign, parse_campaign(campaign.draft, version=0)


def test_an_example_tells_at_once_what_has_become_different(cast: Cast) -> None:
    # given
    campaign, draft = _campaign(1_000)
    tried = parse_tried({"shop": "lesnaya", "lines": [LINE]})
    keep_example(campaign=campaign, name="Два кофе", tried=tried, draft=draft, author=cast.owner, now=NOW)
    # when
    (same,) = example_results(campaign_id=campaign.pk, draft=draft, now=NOW)
    (other,) = example_results(campaign_id=campaign.pk, draft=_campaign(500)[1], now=NOW)
    # then
    assert (same.holds, other.holds) == (True, False)
    assert (other.expected, other.now) == ("−90\xa0₽", "−45\xa0₽")
    assert same.cart["at"] == "2026-11-21T12:00"  # the moment it was kept at: it holds on other days, too
    # and what is different may be right
    keep_example(campaign=campaign, name="Два кофе", tried=tried, draft=_campaign(500)[1], author=None, now=NOW)
    (accepted,) = example_results(campaign_id=campaign.pk, draft=_campaign(500)[1], now=NOW)
    assert accepted.holds
    drop_example(campaign=campaign, name="Два кофе")
    assert example_results(campaign_id=campaign.pk, draft=draft, now=NOW) == ()


def test_an_example_whose_shop_is_gone_says_so_and_does_not_hold(cast: Cast) -> None:
    campaign, draft = _campaign(1_000)
    tried = parse_tried({"shop": "lesnaya", "lines": [LINE]})
    kept = keep_example(campaign=campaign, name="Кофе", tried=tried, draft=draft, author=None, now=NOW)
    kept.cart["shop"] = "gone"
    kept.save(update_fields=["cart"])
    (found,) = example_results(campaign_id=campaign.pk, draft=draft, now=NOW)
    assert not found.holds
    assert "Выберите магазин" in found.now


def test_there_is_a_most_to_examples(cast: Cast) -> None:
    campaign, draft = _campaign(1_000)
    tried = parse_tried({"shop": "lesnaya", "lines": [LINE]})
    for number in range(MOST_EXAMPLES):
        keep_example(campaign=campaign, name=f"{number}", tried=tried, draft=draft, author=None, now=NOW)
    with pytest.raises(TooManyExamples):
        keep_example(campaign=campaign, name="ещё", tried=tried, draft=draft, author=None, now=NOW)
