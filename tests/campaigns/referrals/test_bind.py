"""Who may be bound to whom by a code, and what is said to those who may not."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import translation

from campaigns.referrals.bind import bind
from campaigns.referrals.code_text import ALPHABET, LENGTH, new_code, normal_code
from campaigns.referrals.give_code import give_code
from campaigns.referrals.keep_trail import keep_trail
from campaigns.referrals.models import Referral
from loyalty.events.models import Event
from loyalty.ledger.cause import SYSTEM
from loyalty.members import invitations
from loyalty.members.enrol import NewIdentity, enrol
from loyalty.members.invitations import AlreadyInvited, InvalidReferral, InvitedTooLate, OwnReferral, ReferralRing
from loyalty.members.models import Member
from loyalty.membership.block import block
from loyalty.membership.leave import leave
from loyalty.refusals import Refusal
from tests.builders import NOON, a_cart, a_member, a_phone, a_return, a_shop, an_order
from tests.campaigns.referrals.invited import a_programme, an_invitation, stands

pytestmark = pytest.mark.django_db


def _bind(friend: int, code: str, *, at: object = NOON) -> int:
    return bind(friend_id=friend, code=code, channel="test", shop_id=None, at=at)  # type: ignore[arg-type]


def test_a_code_is_short_speaks_clearly_and_stays() -> None:
    anna = a_member()
    code = give_code(member_id=anna)
    assert give_code(member_id=anna) == code
    assert len(code) == LENGTH
    assert not set(ALPHABET) & set("01OILSBZU5")
    assert len({new_code() for _ in range(1_000)}) == 1_000


@pytest.mark.parametrize(
    ("typed", "code"),
    [("ACDE4679", "ACDE4679"), (" acde-46 79\n", "ACDE4679"), ("АСDЕ4679", "ACDE4679"), ("ACDE467B", "ACDE4678"),
     ("ＡCDE4679", "ACDE4679"), ("ACDE467", None), ("ACDE4670", None), ("", None), ("\x00" * 8, None), ("A" * 65, None),
     ("ACDE467٩", None)],
)  # fmt: skip
def test_whatever_people_type_becomes_the_code(typed: str, code: str | None) -> None:
    assert normal_code(typed) == code


def test_a_new_member_is_bound_once_and_the_same_code_again_changes_nothing() -> None:
    # given
    a_programme()
    anna, boris = a_member(), a_member()
    # when
    made = an_invitation(anna, boris)
    again = an_invitation(anna, boris, at=NOON + timedelta(days=400))
    # then
    assert made == again
    assert (made.referrer_id, made.state, made.order_until) == (anna, "joined", NOON + timedelta(days=90))
    assert list(Event.objects.filter(kind="member.invited").values_list("member_id", flat=True)) == [boris]
    # and nobody else takes them over
    with pytest.raises(AlreadyInvited):
        an_invitation(a_member(), boris)


def test_enrolment_with_a_code_that_does_not_work_stores_nobody() -> None:
    a_programme()
    members = Member.objects.count()
    with pytest.raises(InvalidReferral):
        enrol(identities=[NewIdentity("phone", a_phone())], referral="ACDE4679", channel="t", proof={}, at=NOON)
    assert Member.objects.count() == members


def test_an_unknown_code_a_wrong_one_and_one_that_does_not_work_now_are_the_same() -> None:
    # given codes of one who left, of one who is blocked, nobody's, and no code at all
    a_programme()
    gone, blocked, friend = a_member(), a_member(), a_member()
    codes = [give_code(member_id=gone), give_code(member_id=blocked), "ACDE4679", "?", "x" * 9_999]
    leave(member_id=gone, principal=SYSTEM, at=NOON)
    block(member_id=blocked, principal=SYSTEM, reason="test", at=NOON)
    good = give_code(member_id=a_member())

    def said(code: str) -> object:
        with pytest.raises(InvalidReferral) as refused:
            _bind(friend, code)
        return refused.value.field, refused.value.facts, refused.value.detail

    # when / then
    assert {repr(said(code)) for code in codes} == {repr(said(codes[0]))}
    # and when the programme is off, a good one is, too
    a_programme(is_on=False)
    assert said(good) == said(codes[0])


def test_nobody_invites_themselves_by_whichever_identity_they_are_found() -> None:
    a_programme()
    phone = a_phone()
    anna = a_member(phone=phone, card="2200-1", email="anna@mail.ru")
    code = give_code(member_id=anna)
    for kind, value in (("phone", phone), ("card", "22001"), ("email", "ANNA@mail.ru")):
        with pytest.raises(OwnReferral):
            enrol(identities=[NewIdentity(kind, value)], referral=code, channel="test", proof={}, at=NOON)


def test_who_has_bought_or_joined_long_ago_is_no_new_friend() -> None:
    # given one who bought, one who bought and brought it back, one who has an order under way, and one of last month
    a_programme(bind_days=14)
    shop, code = a_shop(), give_code(member_id=a_member())
    bought, returned, placed, old, cancelled = (a_member() for _ in range(5))
    an_order(shop, a_cart(bought))
    a_return(an_order(shop, a_cart(returned)), 2_000)
    an_order(shop, a_cart(placed), state="placed")
    for friend in (bought, returned, placed):
        with pytest.raises(InvitedTooLate):
            _bind(friend, code)
    with pytest.raises(InvitedTooLate) as refused:
        _bind(old, code, at=NOON + timedelta(days=14, seconds=1))
    assert refused.value.facts == {"bind_days": 14}
    assert _bind(cancelled, code, at=NOON + timedelta(days=14))


def test_a_ring_of_any_length_is_refused() -> None:
    # given a chain of four
    a_programme()
    chain = [a_member() for _ in range(4)]
    for above, below in pairwise(chain):
        an_invitation(above, below)
    # when the first enters the code of the second, or of the last
    for end in (1, 3):
        with pytest.raises(ReferralRing):
            an_invitation(chain[end], chain[0])
    # then only what is no ring is there
    assert Referral.objects.count() == 3
    an_invitation(a_member(), chain[0])


@pytest.mark.parametrize("sign", ["device", "address", "email", "person"])
def test_signs_of_one_person_wait_for_somebody_to_look(sign: str) -> None:
    # given two who share something
    a_programme()
    born = date(1990, 3, 8)
    shared: dict[str, tuple[dict[str, object], dict[str, object]]] = {
        "email": ({"email": "anna.k@mail.ru"}, {"email": "annak+1@mail.ru"}),
        "person": ({"last_name": "Кузнецова", "birthday": born}, {"last_name": "КУЗНЕЦОВА", "birthday": born}),
    }
    of_anna, of_boris = shared.get(sign, ({}, {}))
    anna, boris = a_member(**of_anna), a_member(**of_boris)  # type: ignore[arg-type]
    for member in (anna, boris):
        device, address = ("d1" if sign == "device" else ""), ("10.0.0.1" if sign == "address" else "")
        keep_trail(member_id=member, device=device, address=address, at=NOON)
    keep_trail(member_id=boris, device="d2", address="10.0.0.2", at=NOON)

    # when
    referral = an_invitation(anna, boris)

    # then it is no refusal, but nobody counts as invited yet, and campaigns are not told
    assert stands(referral) == ("review", "signs")
    assert (referral.signs, referral.genuine) == ([sign], False)
    assert not Event.objects.filter(kind="member.invited").exists()


def test_signs_that_the_programme_does_not_look_for_or_that_are_old_say_nothing() -> None:
    a_programme(same=["address"])
    anna, boris = a_member(), a_member()
    keep_trail(member_id=anna, device="d1", address="10.0.0.1", at=NOON - timedelta(days=91))
    keep_trail(member_id=boris, device="d1", address="10.0.0.1", at=NOON)
    assert stands(an_invitation(anna, boris)) == ("joined", "")


REFUSALS: list[type[Refusal]] = [InvalidReferral, OwnReferral, AlreadyInvited, InvitedTooLate, ReferralRing]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: str(one.code))
def test_every_refusal_has_words_in_both_languages(refusal: type[Refusal]) -> None:
    said = {}
    for language in ("ru", "en"):
        with translation.override(language):
            said[language] = (str(refusal.title), str(refusal.hint))
    assert all(said["ru"])
    assert all(said["en"])
    assert said["ru"] != said["en"]


def test_without_anybody_who_accepts_invitations_no_code_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "accepting", {})
    with pytest.raises(InvalidReferral):
        enrol(identities=[NewIdentity("phone", a_phone())], referral="ACDE4679", channel="t", proof={}, at=NOON)
