"""Members: found however a contact is typed, told on one page, corrected and blocked with a reason."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from loyalty.clock import now
from loyalty.events.models import Event
from loyalty.ledger.adjust import adjust
from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.models import Operation
from loyalty.ledger.owner import Owner
from loyalty.members.models import Member
from loyalty.money import BONUS
from tests.builders import NOON, a_cart, a_member, a_return, a_user, an_order, bonus, some_points
from tests.cast import ANNA_CARD, ANNA_EMAIL, ANNA_PHONE, Cast
from tests.loyalty.admin.roles import SignIn

LIST = "admin:loyalty_member_changelist"


def found(browser: Client, term: str) -> list[int]:
    return [member.pk for member in browser.get(reverse(LIST), {"q": term}).context["cl"].result_list]


def page_of(browser: Client, member_id: int) -> str:
    text: str = browser.get(reverse("admin:loyalty_member_change", args=[member_id])).content.decode()
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "term",
    [
        ANNA_PHONE,
        "8 (912) 345-67-34",
        "9123456734",
        ANNA_EMAIL.upper(),
        f" {ANNA_CARD} ",
        "2200 1234 5678 1234",
        "анна",
        "КУЗНЕЦ",
        "Кузнецова Анна",
        "R-ANNA",
    ],
)
def test_anna_is_found_however_she_is_typed(cast: Cast, sign_in: SignIn, term: str) -> None:
    an_order(cast.lesnaya, a_cart(cast.anna), number="R-ANNA")
    assert found(sign_in("Support"), term) == [cast.anna]


@pytest.mark.parametrize("term", ["+7 999 000-00-00", "nobody@mail.ru", "Аннабель", "R-0", "%", "0000"])
def test_nobody_is_found_where_nobody_is(cast: Cast, sign_in: SignIn, term: str) -> None:
    assert found(sign_in("Support"), term) == []


def test_contacts_and_names_are_masked(cast: Cast, sign_in: SignIn) -> None:
    # given somebody who may not see names in full, and somebody who may
    analyst, support = sign_in("Analyst"), sign_in("Support")

    # then contacts are masked for both, the last name for one
    for browser in (analyst, support):
        for page in (browser.get(reverse(LIST)).content.decode(), page_of(browser, cast.anna)):
            assert "123456734" not in page
            assert ANNA_EMAIL not in page
            assert ANNA_CARD not in page
    assert "Кузнецова" in page_of(support, cast.anna)
    assert "Кузнецова" not in page_of(analyst, cast.anna)
    assert "Анна К." in page_of(analyst, cast.anna)
    an_order(cast.lesnaya, a_cart(cast.anna), number="R-1")
    for name in ("member", "order", "operation", "entry", "lot"):
        listed = analyst.get(reverse(f"admin:loyalty_{name}_changelist")).content.decode()
        assert "Кузнецова" not in listed, name
        assert "Анна К." in listed, name


def test_the_page_tells_the_whole_story(cast: Cast, sign_in: SignIn) -> None:
    # given a member with a purchase paid with points and a return
    some_points(cast.anna, 500)
    a_return(an_order(cast.lesnaya, a_cart(cast.anna, burn=300), number="R-1"), 1_000, number="RET-1")
    an_order(cast.lesnaya, a_cart(cast.anna, burn=50), number="R-2", state="placed", at=now())  # it holds still

    # then one page says it all
    page = page_of(sign_in(language="en"), cast.anna)
    balance = bonus(cast.anna, at=now())
    assert f"{balance.available} points" in page
    assert f"{balance.held} points" in page
    assert "−300 points toward a purchase" in page
    assert "+150 points: goods returned" in page
    assert "R-1" in page
    assert "R-2" in page
    assert page.count("agreed") == 3
    assert "Member joined" in page
    assert "Goods returned" in page


def test_what_the_role_may_not_see_is_not_there(cast: Cast, sign_in: SignIn) -> None:
    some_points(cast.anna, 512)
    assert "512" in page_of(sign_in("Support"), cast.anna)
    assert "512" not in page_of(sign_in("Marketer"), cast.anna)


def test_the_page_asks_as_much_for_a_long_history_as_for_a_short_one(cast: Cast, sign_in: SignIn) -> None:
    def story(times: int) -> int:
        for _time in range(times):
            some_points(cast.anna, 100)
            a_return(an_order(cast.lesnaya, a_cart(cast.anna, burn=50)), 1_000)
        with CaptureQueriesContext(connection) as asked:
            page_of(browser, cast.anna)
        return len(asked)

    browser = sign_in()
    page_of(browser, cast.anna)
    few = story(1)
    assert story(5) <= few <= 40


def test_a_long_statement_has_pages(cast: Cast, sign_in: SignIn) -> None:
    # given more operations than a page holds
    for number in range(55):
        some_points(cast.anna, number + 1)
    browser = sign_in(language="en")

    # when the next page is asked for
    first = browser.get(reverse("admin:loyalty_member_change", args=[cast.anna]))
    second = browser.get(reverse("admin:loyalty_member_change", args=[cast.anna]), {"before": first.context["next"]})

    # then it goes on where the first ended
    lines = [story.line.id for page in (first, second) for story in page.context["stories"]]
    assert len(lines) == 55
    assert lines == sorted(lines, reverse=True)
    assert second.context["next"] is None
    address = reverse("admin:loyalty_member_change", args=[cast.anna])
    assert browser.get(address, {"before": "x"}).status_code == 404
    assert browser.get(reverse("admin:loyalty_member_change", args=[10**9])).status_code == 404


# --- Corrections -----------------------------------------------------------------------------------------------------


def correct(browser: Client, member_id: int, **changes: Any) -> Any:
    address = reverse("admin:adjust_points", args=[member_id])
    token = browser.get(address).context["form"]["token"].value()
    sent = {"token": token, "unit": "BONUS", "way": "add", "points": "100", "reason": "Извинение", **changes}
    return browser.post(address, sent)


def test_points_are_added_with_a_reason(cast: Cast, sign_in: SignIn) -> None:
    support = sign_in("Support")
    answer = correct(support, cast.anna)
    assert answer.status_code == 302
    assert bonus(cast.anna).available == 100
    operation = Operation.objects.latest("id")
    assert (operation.kind, operation.principal, operation.reason) == ("adjust", "staff", "Извинение")
    assert "Извинение" in page_of(support, cast.anna)


def test_points_are_taken(cast: Cast, sign_in: SignIn) -> None:
    some_points(cast.anna, 150)
    correct(sign_in("Support"), cast.anna, way="take")
    assert bonus(cast.anna).available == 50


def test_the_same_page_sent_twice_moves_points_once(cast: Cast, sign_in: SignIn) -> None:
    support = sign_in("Support")
    token = support.get(reverse("admin:adjust_points", args=[cast.anna])).context["form"]["token"].value()
    correct(support, cast.anna, token=token)
    correct(support, cast.anna, token=token)
    assert bonus(cast.anna).available == 100


@pytest.mark.parametrize(
    "changes",
    [{"points": "501"}, {"points": "0"}, {"points": "1,5"}, {"points": ""}, {"reason": ""}, {"way": "take"}],
)  # fmt: skip
def test_what_cannot_be_moves_nothing(cast: Cast, sign_in: SignIn, changes: dict[str, str]) -> None:
    """Support may add 500 at a time; Anna has no points to take."""
    answer = correct(sign_in("Support"), cast.anna, **changes)
    assert answer.status_code == 200
    assert not Operation.objects.exists()


def test_the_days_limit_holds(cast: Cast, sign_in: SignIn) -> None:
    support = sign_in("Support")
    for _time in range(10):
        assert correct(support, cast.anna, points="500").status_code == 302
    answer = correct(support, cast.boris, points="1")
    assert answer.status_code == 200
    assert bonus(cast.boris).available == 0


def test_nobody_corrects_their_own_points(cast: Cast) -> None:
    browser = Client()
    browser.force_login(a_user(roles=["Owner"], member_id=cast.anna))
    assert correct(browser, cast.anna).status_code == 200
    assert not Operation.objects.exists()


def test_who_may_not_correct_is_refused(cast: Cast, sign_in: SignIn) -> None:
    for role in ("Marketer", "Analyst", "Integrator"):
        assert sign_in(role).get(reverse("admin:adjust_points", args=[cast.anna])).status_code == 403, role


# --- Blocking and contacts -------------------------------------------------------------------------------------------


def test_a_member_is_blocked_and_unblocked_with_a_reason(cast: Cast, sign_in: SignIn) -> None:
    support, address = sign_in("Support"), reverse("admin:block_member", args=[cast.anna])

    # when the page is only opened, or no reason is given, nothing happens
    support.get(address)
    assert support.post(address, {"reason": ""}).status_code == 200
    assert Member.objects.get(pk=cast.anna).state == "active"

    # when it is confirmed, the member is blocked; and let go the same way
    support.post(address, {"reason": "Чужая карта"})
    assert Member.objects.get(pk=cast.anna).state == "blocked"
    assert "Чужая карта" in page_of(support, cast.anna)
    support.post(address, {"reason": "Разобрались"})
    assert Member.objects.get(pk=cast.anna).state == "active"
    assert sign_in("Marketer").post(address, {"reason": "Просто так"}).status_code == 403


def test_contacts_in_full_ask_for_a_reason_and_leave_a_trace(cast: Cast, sign_in: SignIn) -> None:
    # when there is no reason, nothing is shown
    support, address = sign_in("Support"), reverse("admin:unmask_member", args=[cast.anna])
    assert ANNA_PHONE not in support.get(address).content.decode()
    assert ANNA_PHONE not in support.post(address, {"reason": " "}).content.decode()
    assert not Event.objects.filter(kind="member.unmasked").exists()

    # when there is one, contacts are shown, and who looked is recorded without them
    page = support.post(address, {"reason": "Просит перезвонить"}).content.decode()
    assert ANNA_PHONE in page
    assert ANNA_EMAIL in page
    event = Event.objects.get(kind="member.unmasked")
    assert event.member_id == cast.anna
    assert event.payload["reason"] == "Просит перезвонить"
    assert ANNA_PHONE not in str(event.payload)
    assert sign_in("Analyst").post(address, {"reason": "Любопытно"}).status_code == 403


def test_a_member_who_left_can_only_be_looked_at(cast: Cast, sign_in: SignIn) -> None:
    gone = a_member(first_name="Глеб")
    Member.objects.filter(pk=gone).update(state="left")
    page = page_of(sign_in("Support", language="en"), gone)
    assert "has left the programme" in page
    assert reverse("admin:adjust_points", args=[gone]) not in page
    assert reverse("admin:block_member", args=[gone]) not in page


def test_a_lot_says_where_it_came_from(cast: Cast, sign_in: SignIn) -> None:
    # given points of a purchase, points carried over, and points given by hand
    an_order(cast.lesnaya, a_cart(cast.anna), number="R-77")
    some_points(cast.anna, 100)
    adjust(
        owner=Owner.member(cast.anna), unit=BONUS, points=50, at=NOON, principal=SYSTEM, reason="извинение за очередь",
        natural_key="x",
    )  # fmt: skip
    page = sign_in().get(reverse("admin:loyalty_member_change", args=[cast.anna])).content.decode()
    lots = page[page.index("Партии баллов") : page.index("Выписка")]
    for words in ("R-77", "перенос остатка", "извинение за очередь"):
        assert words in lots
