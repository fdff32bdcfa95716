"""What a campaign without a bound reaches grows only by whoever may start it."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.campaign.publish import publish
from campaigns.campaign.reach import ReachAboveLimit
from campaigns.campaign.save_draft import save_draft
from campaigns.coupons.models import Coupon
from campaigns.triggers.save_trigger import save_trigger
from loyalty.staff.models import User
from segments.segment.save_segment import save_segment
from tests.builders import NOON, a_user
from tests.campaigns.coupons.batches import a_pool
from tests.campaigns.running import a_campaign, definition

pytestmark = pytest.mark.django_db
TENTH = {"percent_off": {"rate": 1_000}}
BUDGET = [{"metric": "discount", "limit": 100_000, "period": "month"}]


def _segment(code: str, kind: str, definition: object, author: User | None) -> None:
    save_segment(code=code, title_ru=code, title_en=code, kind=kind, definition=definition, author=author, at=NOON)


def test_a_segment_under_a_campaign_without_a_bound_stays_as_it_was_meant() -> None:
    # given such a campaign for those who are in either of two segments, and one with a budget for others
    marketer, owner = a_user("marketer", roles=["Marketer"]), a_user("owner", roles=["Owner"])
    few, many = ({"all": [{"age": {"at_least": age}}]} for age in (90, 18))
    _segment("old", "dynamic", few, owner)
    _segment("free", "dynamic", few, owner)
    _segment("both", "sets", {"intersection": ["old", "free"]}, owner)
    _segment("other", "dynamic", few, owner)
    a_campaign("dear", TENTH, when={"all": [{"in_segment": {"one_of": ["both"]}}]})
    a_campaign("fair", TENTH, when={"all": [{"in_segment": {"one_of": ["other"]}}]}, budgets=BUDGET)
    # then a marketer changes what the budget bounds, and not what nothing does
    with pytest.raises(ReachAboveLimit) as refused:
        _segment("old", "dynamic", many, marketer)
    assert "Акция dear" in str(refused.value.detail)
    _segment("other", "dynamic", many, marketer)
    _segment("old", "dynamic", few, marketer)  # the same again, under another name perhaps
    _segment("old", "dynamic", many, owner)


def test_codes_that_open_a_campaign_without_a_bound_do_not_multiply() -> None:
    # given a hundred roubles for each of three codes
    batch = a_pool("gift", "GIFT-1", "GIFT-2", "GIFT-3", pattern="GIFT-##########")
    a_campaign("dear", TENTH, when={"all": [{"coupon": {"batches": [batch.code]}}]})
    marketer = Client()
    marketer.force_login(a_user("marketer", roles=["Marketer"]))
    # when a marketer makes more of them, or loosens their terms
    made = marketer.post(reverse("admin:coupon_make", args=[batch.pk]), {"count": "1000"}, follow=True)
    edit = reverse("admin:coupon_batch_edit", args=[batch.pk])
    form = marketer.get(edit).context["form"]
    sent = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    loosened = marketer.post(edit, {**sent, "makes_more": "on"})
    renamed = marketer.post(edit, {**sent, "name": "Другое имя"})
    # then only the name is another
    for answer in (made, loosened):
        assert "От этого зависит акция «Акция dear»" in answer.content.decode()
    assert renamed.status_code == 302, renamed.context["form"].errors
    assert Coupon.objects.filter(batch=batch).count() == 3
    batch.refresh_from_db()
    assert (batch.name, batch.makes_more) == ("Другое имя", False)


def test_codes_that_are_made_as_they_are_asked_for_are_not_given_away_by_whoever_could_not() -> None:
    # given
    a_pool("gift", pattern="GIFT-##########", makes_more=True)
    a_campaign("dear", TENTH, when={"all": [{"coupon": {"batches": ["gift"]}}]})
    marketer = a_user("marketer", roles=["Marketer"])
    # then neither a campaign nor an event gives them
    raw = definition("again", {"hand_out_coupon": {"batch": "gift"}}, lane="gifts", ends_at="2027-01-01T00:00:00+03:00")
    save_draft(raw=raw, author=None)
    with pytest.raises(ReachAboveLimit):
        publish(code="again", author=marketer, reason="go", at=NOON)
    with pytest.raises(ReachAboveLimit):
        save_trigger(
            code="joined", title_ru="за", title_en="for", terms={"event": "member.joined", "coupon": "gift"},
            is_on=True, author=marketer, at=NOON,
        )  # fmt: skip


def test_their_own_campaigns_and_those_with_a_budget_are_theirs_to_feed() -> None:
    batch = a_pool("gift", "GIFT-1", "GIFT-2", "GIFT-3", pattern="GIFT-##########")
    raw = definition("fair", TENTH, when={"all": [{"coupon": {"batches": [batch.code]}}]}, budgets=BUDGET)
    save_draft(raw=raw, author=None)
    marketer = Client()
    marketer.force_login(a_user("marketer", roles=["Marketer"]))
    marketer.post(reverse("admin:coupon_make", args=[batch.pk]), {"count": "2"}, follow=True)
    assert Coupon.objects.filter(batch=batch).count() == 5
