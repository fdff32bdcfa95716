"""The pages of invitations."""

from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.referrals.advance import advance
from campaigns.referrals.keep_trail import keep_trail
from campaigns.referrals.models import Referral, ReferralProgramme
from campaigns.referrals.terms import Limit, in_force
from loyalty.audit.models import AuditEvent
from tests.builders import NOON, a_cart, a_member, a_shop, an_order
from tests.campaigns.referrals.invited import a_programme, an_invitation, stands
from tests.loyalty.admin.conftest import sign_in as sign_in
from tests.loyalty.admin.roles import SignIn

FORM = {
    "based_on": "0", "is_on": "on", "unit": "BONUS", "points": "300", "least_kopecks": "500", "wait_days": "",
    "bind_days": "14", "order_days": "90", "member_times": "5", "member_period": "month", "per_member_all": "",
    "budget_points": "10 000", "budget_period": "year", "same": ["device", "email"], "attributes": "card, address",
    "share_ru": "Код {code}", "share_en": "Code {code}",
}  # fmt: skip


def test_the_terms_are_answers_to_questions(sign_in: SignIn) -> None:
    # when
    browser = sign_in(role="Marketer")
    done = browser.post(reverse("admin:referral_programme"), FORM)

    # then
    assert done.status_code == 302
    holds = in_force()
    assert holds is not None
    assert (holds.is_on, holds.number) == (True, 1)
    terms = holds.terms
    assert (terms.points, terms.least_kopecks, terms.wait_days) == (300, 50_000, None)
    assert (terms.per_member, terms.budget) == (Limit(5, "month"), Limit(10_000, "year"))
    assert (terms.same, terms.attributes) == (("device", "email"), ("card", "address"))

    # and the page shows them as they were written, saving them again makes no version, and the journal knows who
    form = browser.get(reverse("admin:referral_programme")).context["form"]
    assert (form["least_kopecks"].value(), form["attributes"].value()) == ("500", "card, address")
    assert browser.post(reverse("admin:referral_programme"), {**FORM, "based_on": "1"}).status_code == 302
    assert ReferralProgramme.objects.get().version.number == 1
    assert AuditEvent.objects.filter(object_kind="referral_programme").count() == 1


def test_who_looked_at_other_terms_is_told(sign_in: SignIn) -> None:
    a_programme()
    page = sign_in().post(reverse("admin:referral_programme"), FORM, follow=True)
    assert "изменил" in page.content.decode() or "changed by someone else" in page.content.decode()
    assert ReferralProgramme.objects.get().version.number == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"points": "0"}, "points"), ({"points": "x"}, "points"), ({"order_days": ""}, "order_days"),
     ({"bind_days": "-1"}, "bind_days"), ({"same": ["soul"]}, "same"), ({"share_ru": ""}, "share_ru"),
     ({"attributes": "a" * 65}, "attributes"), ({"unit": "STARS"}, "unit"), ({"budget_points": "1e400"},
     "budget_points")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_it(sign_in: SignIn, wrong: dict[str, object], field: str) -> None:
    page = sign_in().post(reverse("admin:referral_programme"), {**FORM, **wrong})
    assert list(page.context["form"].errors) == [field]
    assert not ReferralProgramme.objects.exists()


def test_the_list_the_story_and_the_decision(sign_in: SignIn) -> None:
    # given an invitation on one device, and one that was rewarded
    a_programme()
    anna, boris, shop = a_member(first_name="Анна"), a_member(), a_shop()
    for member in (anna, boris):
        keep_trail(member_id=member, device="d", address="", at=NOON)
    shared, rewarded = an_invitation(anna, boris), an_invitation(anna)
    an_order(shop, a_cart(rewarded.friend_id))
    advance(at=NOON + timedelta(days=1))
    advance(at=NOON + timedelta(days=15))
    browser = sign_in(role="Support")

    # when
    listed = browser.get(reverse("admin:campaigns_referral_changelist"), {"state__exact": "review"})
    assert [row.pk for row in listed.context["cl"].result_list] == [shared.pk]
    page = browser.get(reverse("admin:campaigns_referral_change", args=[shared.pk])).content.decode()
    decision = reverse("admin:decide_referral", args=[shared.pk])
    assert "с одного устройства" in page or "from one device" in page
    assert decision in page

    # then it is decided with a reason, which stays
    assert list(browser.post(decision, {"approve": "yes"}).context["form"].errors) == ["reason"]
    assert stands(shared) == ("review", "signs")
    assert browser.post(decision, {"approve": "no", "reason": "Один и тот же человек"}).status_code == 302
    assert stands(shared) == ("refused", "staff")
    page = browser.get(reverse("admin:campaigns_referral_change", args=[shared.pk])).content.decode()
    assert "Один и тот же человек" in page
    assert AuditEvent.objects.filter(object_kind="referral", object_id=str(shared.pk)).count() == 1
    # and not twice
    again = browser.post(decision, {"approve": "yes", "reason": "Нет"}, follow=True).content.decode()
    assert "больше не ждёт решения" in again or "no decision any more" in again

    # and the programme's page says how it goes, the member's page whom they brought
    figures = browser.get(reverse("admin:referral_programme")).context["figures"]
    assert (figures.invited, figures.bought, figures.rewarded, figures.cost) == (2, 1, 1, {"BONUS": 300})
    page = browser.get(reverse("admin:loyalty_member_change", args=[anna])).content.decode()
    assert f"?referrer__id__exact={anna}" in page
    listed = browser.get(reverse("admin:campaigns_referral_changelist"), {"referrer__id__exact": anna})
    assert len(listed.context["cl"].result_list) == Referral.objects.count() == 2


def test_nobody_starts_more_than_their_role_may(sign_in: SignIn) -> None:
    """Without a budget nothing bounds what invitations cost: an owner may, a marketer asks a colleague."""
    unbounded = {**FORM, "budget_points": ""}
    sign_in(role="Marketer").post(reverse("admin:referral_programme"), unbounded)
    assert not ReferralProgramme.objects.exists()
    sign_in(role="Marketer").post(reverse("admin:referral_programme"), {**unbounded, "is_on": ""})
    assert ReferralProgramme.objects.get().is_on is False
    sign_in(role="Owner").post(reverse("admin:referral_programme"), {**unbounded, "based_on": "1"})
    assert ReferralProgramme.objects.get().is_on is True
