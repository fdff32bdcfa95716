"""The pages of points for events."""

import pytest
from django.urls import reverse

from campaigns.triggers.give import give
from campaigns.triggers.models import TriggerCampaign
from loyalty.clock import now
from loyalty.events.models import Event
from loyalty.events.receive import receive
from loyalty.events.relay import _as_seen
from tests.builders import a_member, a_shop
from tests.cast import Cast
from tests.loyalty.admin.conftest import sign_in as sign_in
from tests.loyalty.admin.roles import SignIn

FORM = {
    "code": "review", "title_ru": "за отзыв", "title_en": "for a review", "is_on": "on", "event": "shop",
    "shop_event": "review", "unit": "BONUS", "points": "100", "coupon": "", "member_times": "2",
    "member_period": "month",
    "budget_points": "", "budget_period": "month", "when": '{"all": [{"language": {"one_of": ["ru"]}}]}',
}  # fmt: skip


def test_what_an_event_is_worth_is_written_in_a_form(sign_in: SignIn) -> None:
    # when
    browser = sign_in(role="Marketer")
    address = reverse("admin:campaigns_triggercampaign_add")
    unbounded = browser.post(address, FORM)
    gone = browser.post(address, {**FORM, "budget_points": "300", "when": '{"all": [{"rfm": {"analysis": "gone"}}]}'})
    done = browser.post(address, {**FORM, "budget_points": "300"})

    # then what nothing bounds is above the role's limit
    assert "Ваш лимит: 30\xa0000\xa0₽ в месяц." in unbounded.content.decode()
    assert "Нет RFM-анализа gone" in gone.content.decode()
    assert done.status_code == 302
    trigger = TriggerCampaign.objects.get()
    assert trigger.version is not None
    assert trigger.version.terms == {
        "event": "shop.review", "when": {"all": [{"language": {"one_of": ["ru"]}}]}, "unit": "BONUS", "points": 100,
        "coupon": "", "per_member": {"limit": 2, "period": "month"}, "budget": {"limit": 300, "period": "month"},
    }  # fmt: skip

    # and the form shows it as it was written
    form = browser.get(reverse("admin:campaigns_triggercampaign_change", args=[trigger.pk])).context["adminform"].form
    assert (form["event"].value(), form["shop_event"].value(), form["member_times"].value()) == ("shop", "review", "2")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"when": "{"}, "when"), ({"when": '{"all": [{"age": {}}]}'}, "when"), ({"shop_event": ""}, "shop_event"),
     ({"points": "0"}, "points"), ({"budget_points": "99"}, "budget_points")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_it(sign_in: SignIn, wrong: dict[str, str], field: str) -> None:
    page = sign_in().post(reverse("admin:campaigns_triggercampaign_add"), {**FORM, **wrong})
    assert list(page.context["adminform"].form.errors) == [field]
    assert not TriggerCampaign.objects.exists()


def test_the_lists_tell_how_much_was_given_and_why_it_was_not(sign_in: SignIn, cast: Cast) -> None:
    # given a review that gave points, and one that did not
    browser = sign_in()
    browser.post(reverse("admin:campaigns_triggercampaign_add"), {**FORM, "member_times": "1"})
    shop, member = a_shop().pk, a_member()
    for number in ("1", "2"):
        receive(shop_id=shop, external_id=number, type_="review", member_id=member, at=now(), attributes={})

    # when
    version = TriggerCampaign.objects.get().version
    assert version is not None
    for event in Event.objects.filter(kind="shop.review").order_by("pk"):
        give(version=version, event=_as_seen(event), at=now())

    # then
    (row,) = browser.get(reverse("admin:campaigns_triggercampaign_changelist")).context["cl"].result_list
    assert (row.given_times, row.given_points, row.refused_times) == (1, 100, 1)
    page = browser.get(reverse("admin:campaigns_triggerresult_changelist")).content.decode()
    assert "the member has had it as often as they may" in page or "столько раз" in page
