"""Invitations through the API: a code for sharing, a friend at the till, and what came of it."""

from datetime import timedelta

import pytest
from django.conf import settings

from campaigns.api import examples
from campaigns.referrals.advance import advance
from campaigns.referrals.code_text import normal_code
from campaigns.referrals.give_code import give_code
from campaigns.referrals.models import Referral, ReferralCode
from loyalty.clock import now
from loyalty.ledger.cause import SYSTEM
from loyalty.members.models import Member
from loyalty.membership.leave import leave
from tests.builders import NOON, a_cart, a_member, a_phone, an_order
from tests.campaigns.referrals.invited import a_programme, an_invitation
from tests.cast import Cast
from tests.loyalty.api.till import Till


@pytest.fixture
def till(cast: Cast) -> Till:
    return Till(cast.key)


def test_a_member_has_a_code_a_link_and_a_text_to_share(cast: Cast, till: Till) -> None:
    # given
    a_programme(share_ru="Код {code}, {link}. {скидка}", share_en="Code {code}")
    # when
    read = till.get(f"members/{cast.anna}/referral")
    # then
    code = ReferralCode.objects.get(member=cast.anna).code
    link = f"{settings.BASE_URL}/join/?ref={code}"
    assert read.json == {
        "code": code, "link": link, "text": f"Код {code}, {link}. {{скидка}}", "invited": False, "friends_invited": 0,
        "friends_waiting": 0, "friends_rewarded": 0, "earned": [], "friends": [],
    }  # fmt: skip
    assert Till(cast.key, language="en").get(f"members/{cast.anna}/referral").json["text"] == f"Code {code}"


def test_a_friend_joins_at_the_till_with_the_code(cast: Cast, till: Till) -> None:
    # given
    a_programme()
    code = till.get(f"members/{cast.anna}/referral").json["code"]
    phone = a_phone()
    body = {"identity": {"kind": "phone", "value": phone}, "referral": code.lower()}
    # when the till sends it, and sends it again under another key
    first, again = till.post("members", body), till.post("members", body)
    # then
    assert (first.status, again.status) == (201, 200)
    made = Referral.objects.get(friend=first.json["id"])
    assert (made.referrer_id, made.channel, made.shop_id) == (cast.anna, "lesnaya", cast.lesnaya.pk)
    assert till.get(f"members/{first.json['id']}/referral").json["invited"] is True
    assert till.get(f"members/{cast.anna}/referral").json["friends_invited"] == 1


def test_the_code_can_be_entered_soon_after_joining(cast: Cast, till: Till) -> None:
    a_programme()
    friend = a_member(at=now())
    path, body = f"members/{friend}/referral", {"code": give_code(member_id=cast.anna)}
    assert [till.post(path, body).json for _ in range(2)] == [{"state": "joined"}] * 2
    assert till.post(path, {"code": give_code(member_id=cast.vera)}).json["code"] == "already_invited"


@pytest.mark.parametrize(
    ("case", "status", "code"),
    [("unknown", 422, "invalid_referral"), ("no code", 422, "invalid_referral"), ("of one who left", 422,
     "invalid_referral"), ("own", 409, "own_referral"), ("has bought", 409, "invited_too_late"),
     ("ring", 409, "referral_ring")],
)  # fmt: skip
@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_is_refused_says_why_and_stores_nothing(
    cast: Cast, language: str, case: str, status: int, code: str
) -> None:
    a_programme()
    till = Till(cast.key, language=language)
    friend, other = a_member(at=now()), a_member(at=now())
    sent = give_code(member_id=other)
    match case:
        case "unknown":
            sent = "ACDE4679"
        case "no code":
            sent = "'; drop table"
        case "of one who left":
            leave(member_id=other, principal=SYSTEM, at=now())
        case "own":
            sent = give_code(member_id=friend)
        case "has bought":
            an_order(cast.lesnaya, a_cart(friend))
        case "ring":
            an_invitation(friend, other, at=now())
    before = Referral.objects.count()
    refused = till.post(f"members/{friend}/referral", {"code": sent})
    assert (refused.status, refused.json["code"]) == (status, code)
    assert refused.json["title"]
    assert ("К" in refused.json["hint"] or "П" in refused.json["hint"]) is (language == "ru")
    assert Referral.objects.count() == before


def test_a_new_person_with_a_code_that_does_not_work_is_not_enrolled(cast: Cast, till: Till) -> None:
    a_programme()
    members = Member.objects.count()
    refused = till.post("members", {"identity": {"kind": "phone", "value": a_phone()}, "referral": "ACDE4679"})
    assert (refused.status, refused.json["code"], refused.json["field"]) == (422, "invalid_referral", "referral")
    assert Member.objects.count() == members


def test_without_a_programme_there_is_no_code_but_friends_stay(cast: Cast, till: Till) -> None:
    a_programme()
    an_invitation(cast.anna)
    a_programme(is_on=False)
    read = till.get(f"members/{cast.anna}/referral").json
    assert (read["code"], read["link"], read["text"], read["friends_invited"]) == (None, None, None, 1)
    assert till.get(f"members/{cast.boris}/referral").json["code"] is None
    assert not ReferralCode.objects.filter(member=cast.boris).exists()


def test_each_friend_is_told_of_without_a_name_and_without_suspicion(cast: Cast, till: Till) -> None:
    # given one who was rewarded, one whose purchase waits, and one who was found to be the same person
    a_programme()
    rewarded, waiting, declined = (an_invitation(cast.anna) for _ in range(3))
    for one, at in ((rewarded, NOON), (waiting, NOON + timedelta(days=10))):
        an_order(cast.lesnaya, a_cart(one.friend_id), at=at)
    advance(at=NOON + timedelta(days=11))
    advance(at=NOON + timedelta(days=15))
    Referral.objects.filter(pk=declined.pk).update(state="refused", why="ring", ended_at=NOON)

    # when
    read = till.get(f"members/{cast.anna}/referral").json

    # then
    assert (read["friends_waiting"], read["friends_rewarded"]) == (1, 1)
    assert read["earned"] == [{"unit": "BONUS", "amount": "300"}]
    seen = [(one["state"], one["why"], one["text"].replace("\u00a0", " ")) for one in read["friends"]]
    assert seen == [
        ("refused", "not_accepted", "Это приглашение не засчитано; подробности подскажет магазин"),
        ("waiting", "", "Покупка есть: баллы придут после 15 декабря"),
        ("rewarded", "", "+300 баллов"),
    ]
    assert set(read["friends"][0]) == {"joined_at", "state", "why", "points_after", "unit", "points", "text"}


def test_the_example_of_the_documentation_works(cast: Cast, till: Till) -> None:
    a_programme()
    ReferralCode.objects.create(member_id=cast.boris, code=normal_code(examples.REFERRAL["code"]) or "")
    assert till.post(f"members/{a_member(at=now())}/referral", examples.REFERRAL).json == {"state": "joined"}
