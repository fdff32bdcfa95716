"""What somebody tries who wants more than the role's limit: again and again, at once, or with what others began."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from campaigns.campaign.authority import AboveLimit
from campaigns.campaign.copy_campaign import copy_campaign
from campaigns.campaign.models import Campaign, CampaignVersion
from campaigns.campaign.move import move
from campaigns.campaign.publish import DraftChanged, publish, seen_of
from campaigns.campaign.resume import resume
from campaigns.campaign.save_draft import save_draft
from campaigns.referrals.advance import advance
from campaigns.referrals.go import go as go_referral
from campaigns.referrals.models import Referral
from campaigns.referrals.save_programme import save_programme
from campaigns.results.models import CampaignResult
from campaigns.triggers.save_trigger import save_trigger
from loyalty.ledger.add_unit import add_unit
from loyalty.staff.models import User
from tests.builders import NOON, a_cart, a_member, a_shop, a_user, an_order
from tests.campaigns.referrals.invited import an_invitation, stands
from tests.campaigns.running import a_campaign, a_reward, definition
from tests.together import run_together

S = Campaign.State
TENTH = {"percent_off": {"rate": 1_000, "goods": {"brands": ["Lavazza"]}}}
MONTH = {"metric": "discount", "limit": 2_000_000, "period": "month"}
WEEK_LATER = (NOON + timedelta(days=7)).isoformat()


def draft(code: str, *effects: dict[str, Any], budget: dict[str, Any] | None = MONTH) -> None:
    """20 000 ₽ a month, unless told."""
    budgets = [] if budget is None else [budget]
    save_draft(raw=definition(code, *(effects or (TENTH,)), budgets=budgets, ends_at=WEEK_LATER), author=None)


def go(code: str, author: User, *waived: str, **how: Any) -> int:
    return publish(code=code, author=author, reason="go", at=NOON, waived=waived, **how)


def to(state: str, code: str) -> None:
    move(code=code, to=state, author=None, reason="so", at=NOON)


def spend(code: str, version: int, roubles: int, days_ago: int = 0) -> None:
    """As the sales of that day would."""
    campaign, day = Campaign.objects.get(code=code), NOON.date() - timedelta(days=days_ago)
    CampaignResult.objects.create(campaign=campaign, version=version, day=day, what="discount", amount=roubles * 100)


def refused(code: str, author: User, **how: Any) -> dict[str, Any]:
    with pytest.raises(AboveLimit) as no:
        go(code, author, **how)
    return dict(no.value.facts)


@pytest.fixture
def marketer(db: None) -> User:
    """May start campaigns for 30 000 ₽ a month."""
    return a_user("marketer", roles=["Marketer"])


@pytest.fixture
def owner(db: None) -> User:
    return a_user("owner", roles=["Owner"])


def test_two_tabs_at_once_share_one_limit(own_database: str) -> None:
    # given 20 000 ₽ each, of 30 000 ₽
    marketer = a_user("marketer", roles=["Marketer"])
    a_user("owner", roles=["Owner"])
    for code in ("one", "two"):
        draft(code)
    # when
    results = run_together(partial(go, "one", marketer), partial(go, "two", marketer))
    # then
    assert sorted(map(str, map(type, results))) == sorted(map(str, [int, AboveLimit]))


def test_what_was_spent_this_month_stays_spent_when_its_campaign_is_over(marketer: User, owner: User) -> None:
    # given a campaign that used its budget up, finished, and a copy of it; last month does not matter
    draft("spring")
    go("spring", marketer)
    spend("spring", 1, 15_000)
    spend("spring", 1, 90_000, days_ago=40)
    to(S.FINISHED, "spring")
    to(S.ARCHIVED, "spring")
    copied = copy_campaign(code="spring", to="again", title={"ru": "Ещё", "en": "Again"}, author=marketer)
    save_draft(raw={**copied.draft, "ends_at": WEEK_LATER}, author=marketer)
    # then
    assert refused("again", marketer)["before"] == 1_500_000
    draft("small", budget={**MONTH, "limit": 1_500_000})
    assert go("small", marketer) == 1


def test_another_kind_of_budget_does_not_start_the_month_anew(marketer: User, owner: User) -> None:
    # given a budget that is used up: under another kind of it the count would begin from nothing
    draft("spring")
    go("spring", marketer)
    spend("spring", 1, 20_000)
    draft("spring", budget={"metric": "discount", "limit": 2_000_000, "period": "all"})
    assert refused("spring", marketer)["before"] == 2_000_000
    # and the same budget goes on counting, so that nothing counts twice
    draft("spring", budget={**MONTH, "limit": 3_000_000})
    assert go("spring", marketer) == 2


def test_nobody_resumes_for_a_colleague_what_they_could_not_start(marketer: User, owner: User) -> None:
    # given two of the owner's that are paused: one without a bound, one of 20 000 ₽; and one of the integration's
    draft("dear", budget=None)
    go("dear", owner, "budget")
    draft("fair")
    go("fair", owner)
    a_campaign("of_till", TENTH)
    for code in ("dear", "fair", "of_till"):
        to(S.PAUSED, code)
    # then
    for code in ("dear", "of_till"):
        with pytest.raises(AboveLimit):
            resume(code=code, author=marketer, reason="on", at=NOON)
    # and what they resume counts as theirs
    assert resume(code="fair", author=marketer, reason="on", at=NOON).state == S.RUNNING
    draft("own", budget={**MONTH, "limit": 1_000_001})
    assert refused("own", marketer)["before"] == 2_000_000
    # but whoever has no limit, and whoever started it, resumes it as it was
    assert resume(code="dear", author=owner, reason="on", at=NOON).state == S.RUNNING
    to(S.PAUSED, "fair")
    resume(code="fair", author=marketer, reason="on", at=NOON)
    assert list(CampaignVersion.objects.values_list("campaign__code", "number").order_by("pk")) == [
        ("dear", 1), ("fair", 1), ("of_till", 1), ("fair", 2),
    ]  # fmt: skip


def test_publishing_what_a_colleague_had_started_counts_as_ones_own(marketer: User, owner: User) -> None:
    for code in ("one", "two"):
        draft(code)
        go(code, owner)
        to(S.FINISHED, code)
    assert go("one", marketer) == 2
    assert refused("two", marketer)["before"] == 2_000_000


def test_units_that_buy_what_nothing_bounds_are_not_free(marketer: User, owner: User) -> None:
    # given stamps cost nothing by themselves
    add_unit(code="STAMP", name_ru="Штампы", name_en="Stamps", forms_ru="штамп|штампа|штампов", forms_en="stamp|stamps")
    stamps = {"extra_points": {"points": 6, "unit": "STAMP"}}
    draft("stamps", stamps, budget=None)
    assert go("stamps", marketer) == 1
    # when the owner gives coffee for them, as many as come
    a_campaign("coffee", {"pieces_for_units": {"unit": "STAMP", "points": 6}})
    # then only those who may start that may give more of them, in campaigns as for events
    draft("stamps", {"extra_points": {"points": 60, "unit": "STAMP"}}, budget=None)
    with pytest.raises(AboveLimit) as no:
        go("stamps", marketer)
    assert no.value.facts["most"] is None
    assert "Акция coffee" in str(no.value.detail)
    with pytest.raises(AboveLimit):
        save_trigger(
            code="many", title_ru="за всё", title_en="for all", is_on=True, author=marketer, at=NOON,
            terms={"event": "member.joined", "unit": "STAMP", "points": 60},
        )  # fmt: skip
    assert go("stamps", owner) == 2


def test_a_draft_that_changed_while_it_was_looked_at_is_not_published(marketer: User, owner: User) -> None:
    # given the owner looks at a draft, and its author makes it dearer
    draft("spring")
    seen = seen_of(Campaign.objects.get().draft)
    draft("spring", budget={**MONTH, "limit": 90_000_000})
    # then
    with pytest.raises(DraftChanged):
        go("spring", owner, seen=seen)
    assert go("spring", owner, seen=seen_of(Campaign.objects.get().draft)) == 1


def test_points_for_events_are_no_way_round(marketer: User, owner: User) -> None:
    # given 20 000 ₽ a month of points for reviews, of which 100 ₽ are given
    budget = {"limit": 20_000, "period": "month"}
    a_reward("review", shop=a_shop().pk, member=a_member(), author=marketer, budget=budget)

    def keep(code: str, author: User, is_on: bool) -> None:
        terms = {"event": "shop.review", "points": 100, "budget": budget}
        save_trigger(code=code, title_ru="за", title_en="for", terms=terms, is_on=is_on, author=author, at=NOON)

    # when it is switched off, what it gave this month stays given
    keep("review", marketer, False)
    draft("spring", budget={**MONTH, "limit": 3_000_000})
    assert refused("spring", marketer)["before"] == 10_000
    # and what a colleague wrote and they switch on counts as their own
    keep("other", owner, False)
    keep("other", marketer, True)
    assert refused("spring", marketer)["before"] == 2_010_000


def test_invitations_that_were_switched_off_have_cost_what_they_cost(marketer: User, owner: User) -> None:
    # given three invitations under a marketer's terms, one rewarded with 1 000 points, one that waits, one refused
    terms = {"points": 1_000, "wait_days": 0, "budget": {"limit": 20_000, "period": "month"}}
    save_programme(terms=terms, is_on=True, author=marketer, at=NOON)
    anna, shop = a_member(), a_shop()
    paid, _waits = (an_invitation(anna) for _ in range(2))
    go_referral(an_invitation(anna), Referral.State.REFUSED, at=NOON)
    an_order(shop, a_cart(paid.friend_id), at=NOON)
    advance(at=NOON + timedelta(days=2))
    assert stands(paid) == ("rewarded", "")
    draft("spring", budget={**MONTH, "limit": 3_000_000})
    assert refused("spring", marketer)["before"] == 2_000_000

    # when they are off, or on by the owner's terms with another budget, the two still count, and no more than they may
    for is_on, author in ((False, marketer), (True, owner)):
        save_programme(terms={**terms, "budget": {"limit": 9, "period": "day"}}, is_on=is_on, author=author, at=NOON)
        assert refused("spring", marketer)["before"] == 200_000
    # and terms that go on with the count of the budget count once
    save_programme(terms={**terms, "points": 500}, is_on=True, author=marketer, at=NOON)
    assert refused("spring", marketer)["before"] == 2_000_000
