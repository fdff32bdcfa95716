"""Friends who are invited: a benefit for them at once, a reward for whoever invited when the purchase was kept."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from campaigns.referrals.advance import advance
from campaigns.referrals.bind import bind
from campaigns.referrals.give_code import give_code
from campaigns.referrals.models import Referral, ReferralCounter, ReferralStep
from campaigns.triggers.save_trigger import save_trigger
from loyalty.events.relay import relay
from loyalty.ledger.prove import prove
from loyalty.members.enrol import NewIdentity, enrol
from loyalty.members.invitations import AlreadyInvited
from loyalty.program.current import program
from loyalty.program.validity import Validity
from loyalty.purchase.member_stories import member_stories
from tests.builders import NOON, a_cart, a_member, a_phone, a_return, a_shop, an_order, bonus, with_settings
from tests.campaigns.referrals.invited import a_programme, an_invitation, stands
from tests.campaigns.running import a_campaign
from tests.together import run_together

pytestmark = pytest.mark.usefixtures("own_database", "for_ever")
LATER = datetime(2030, 1, 1, tzinfo=UTC)  # every delivery is due by then, whatever the database's clock


@pytest.fixture
def for_ever(own_database: str) -> None:
    """Points never expire here."""
    with_settings(validity=Validity(by="none"))


def deliver() -> None:
    while relay(at=LATER).claimed:
        pass


def points(member: int) -> int:
    return bonus(member, at=LATER).available


def days(number: int) -> datetime:
    return NOON + timedelta(days=number, seconds=1)


def broken() -> list[str]:
    return [checked.code for checked in prove(at=LATER).queries if checked.violations]


def test_a_friend_is_invited_buys_and_whoever_invited_is_rewarded() -> None:
    # given a programme with 300 points for a friend, who gets 100 points at once and 10 % off the first purchase
    shop, anna = a_shop(), a_member()
    a_programme()
    save_trigger(
        code="friend", title_ru="по приглашению друга", title_en="for coming by an invitation", is_on=True, author=None,
        at=NOON, terms={"event": "member.invited", "points": 100},
    )  # fmt: skip
    a_campaign("friends", {"percent_off_order": {"rate": 1_000}}, lane="order",
               when={"all": [{"invited": {}}, {"first_order": {}}]})  # fmt: skip

    # when Boris joins at the till with Anna's code, typed as people type
    code = give_code(member_id=anna)
    boris = enrol(
        identities=[NewIdentity("phone", a_phone())], referral=f" {code[:4].lower()}-{code[4:]} ", channel="lesnaya",
        proof={}, at=NOON,
    ).member_id  # fmt: skip
    deliver()

    # then his points are there, and his first purchase is 10 % cheaper
    referral = Referral.objects.get(friend=boris)
    assert (referral.referrer_id, *stands(referral)) == (anna, "joined", "")
    assert points(boris) == 100
    order = an_order(shop, a_cart(boris), at=NOON + timedelta(minutes=5))
    assert order.decision.discount_kopecks == 9_000
    assert an_order(shop, a_cart(a_member())).decision.discount_kopecks == 0

    # when two weeks pass and the job runs every day, by two workers at once
    for day in range(14):
        run_together(*[lambda day=day: advance(at=days(day))] * 2)
        assert stands(referral) == ("waiting", "")
    assert points(anna) == 0
    run_together(*[lambda: advance(at=days(15))] * 4)

    # then Anna has her points once and reads what for, and the books hold
    assert stands(referral) == ("rewarded", "")
    assert points(anna) == 300
    for language, words in (("ru", "+300 баллов за приглашение друга"), ("en", "+300 points for inviting a friend")):
        with translation.override(language):
            (story,) = member_stories(member_id=anna, zone=program().zone, limit=5).stories
        assert story.sentence.replace("\u00a0", " ") == words
    assert list(ReferralStep.objects.order_by("pk").values_list("state", flat=True)) == [
        "joined", "waiting", "rewarded",
    ]  # fmt: skip
    assert broken() == []


def test_an_order_that_comes_back_gives_nothing_and_a_reward_for_it_is_taken_back() -> None:
    # given two friends of Anna, and a reward that comes before the time for returns is over
    shop, anna = a_shop(), a_member()
    a_programme(least_kopecks=50_000, per_member_all=2)
    early, late = an_invitation(anna), an_invitation(anna)
    orders = [an_order(shop, a_cart(one.friend_id), at=NOON) for one in (early, late)]
    advance(at=days(1))

    # when one brings half of it back within the two weeks, and the other after
    a_return(orders[0], 1_000, at=days(3))
    deliver()
    assert stands(early) == ("joined", "returned")
    advance(at=days(15))
    assert (stands(early), stands(late), points(anna)) == (("joined", "returned"), ("rewarded", ""), 300)
    a_return(orders[1], 1_000, at=days(20))
    deliver()
    deliver()

    # then the first gave nothing, the second is taken back once, and room is left in the cap
    assert (stands(late), points(anna)) == (("taken_back", "returned"), 0)
    assert ReferralCounter.objects.get().used == 0

    # and the first friend's next purchase counts
    an_order(shop, a_cart(early.friend_id), at=days(21))
    advance(at=days(22))
    advance(at=days(40))
    assert (stands(early), points(anna)) == (("rewarded", ""), 300)
    assert broken() == []


def test_points_that_are_spent_by_then_become_a_debt() -> None:
    shop, anna = a_shop(), a_member()
    a_programme()
    referral = an_invitation(anna)
    sold = an_order(shop, a_cart(referral.friend_id), at=NOON)
    advance(at=days(1))
    advance(at=days(15))
    an_order(shop, a_cart(anna, burn=200), at=days(16))
    owned = points(anna)
    a_return(sold, 2_000, at=days(20))
    deliver()
    left = bonus(anna, at=LATER)
    assert (left.available, left.debt) == (max(0, owned - 300), max(0, 300 - owned))
    assert broken() == []


def test_rings_pay_nobody() -> None:
    # given three who join at one instant, and each enters the code of the next
    shop = a_shop()
    a_programme()
    ring = [a_member() for _ in range(3)]
    codes = [give_code(member_id=member) for member in ring]
    gate = threading.Barrier(3)

    def enter(place: int) -> object:
        gate.wait(timeout=60)
        return bind(friend_id=ring[place], code=codes[(place + 1) % 3], channel="test", shop_id=None, at=NOON)

    run_together(*[lambda place=place: enter(place) for place in range(3)])

    # when all buy and keep it
    for member in ring:
        an_order(shop, a_cart(member), at=NOON)
    for day in (1, 15, 400):
        advance(at=days(day))

    # then whatever the race let through, a closed ring has given nothing
    made = list(Referral.objects.all())
    assert len(made) >= 2
    if len(made) == 3:
        assert {stands(one) for one in made} == {("refused", "ring")}
        assert not any(one.genuine for one in made)
    assert broken() == []


def test_a_closed_ring_that_slipped_through_is_found_before_it_is_paid() -> None:
    # given a ring of two, as two entries at the same instant leave it
    shop = a_shop()
    a_programme()
    anna, boris = a_member(), a_member()
    first = an_invitation(anna, boris)
    second = Referral.objects.create(
        referrer_id=boris, friend_id=anna, version_id=first.version_id, state="joined", channel="test", at=NOON,
        order_until=days(90),
    )  # fmt: skip
    ReferralStep.objects.create(referral=second, state="joined", at=NOON)
    for member in (anna, boris):
        an_order(shop, a_cart(member), at=NOON)
    # when
    advance(at=days(1))
    assert advance(at=days(15)) == 0
    # then
    assert [stands(one) for one in (first, second)] == [("refused", "ring")] * 2
    assert broken() == []


def test_twenty_who_bind_one_friend_at_once_are_one() -> None:
    a_programme()
    friend = a_member()
    codes = [give_code(member_id=a_member()) for _ in range(20)]
    answers = run_together(
        *[lambda code=code: bind(friend_id=friend, code=code, channel="test", shop_id=None, at=NOON) for code in codes]
    )
    assert sum(isinstance(one, int) for one in answers) == 1
    assert sum(isinstance(one, AlreadyInvited) for one in answers) == 19
    assert Referral.objects.get().referrer_id is not None


def test_caps_hold_however_many_workers_pay() -> None:
    # given ten friends of Anna and two of Boris, three rewards a month for one, 1 200 points a month for all
    shop, anna, boris = a_shop(), a_member(), a_member()
    a_programme(per_member={"limit": 3, "period": "month"}, budget={"limit": 1_200, "period": "month"})
    made = [an_invitation(anna) for _ in range(10)] + [an_invitation(boris) for _ in range(2)]
    for one in made:
        an_order(shop, a_cart(one.friend_id), at=NOON)
    advance(at=days(1))

    # when six workers pay at once
    assert run_together(*[lambda: advance(at=days(15))] * 6).count(0) < 6

    # then
    assert points(anna) <= 900
    assert points(anna) + points(boris) == 1_200
    whys = [stands(one) for one in made]
    assert whys.count(("rewarded", "")) == 4
    assert {state for state, _why in whys} == {"rewarded", "refused"}
    assert {why for _state, why in whys} <= {"", "limit", "budget"}
    assert broken() == []


@pytest.mark.parametrize("readers", [8])
def test_a_code_is_made_once(readers: int) -> None:
    anna = a_member()
    assert len(set(run_together(*[lambda: give_code(member_id=anna)] * readers))) == 1
