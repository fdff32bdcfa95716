"""Inviting friends in the cabinet: the code to share, the friends, and the code of whoever invited you."""

from datetime import timedelta

import pytest
from django.test import Client

from campaigns.referrals.advance import advance
from campaigns.referrals.give_code import give_code
from campaigns.referrals.models import Referral, ReferralCode, ReferralTrail
from tests.builders import NOON, a_cart, a_member, a_phone, an_order
from tests.cabinet.conftest import Clock, Outbox
from tests.campaigns.referrals.invited import a_programme, an_invitation, stands
from tests.cast import ANNA_PHONE, BORIS_PHONE, Cast


def _text(client: Client, path: str = "/friends/") -> str:
    return client.get(path).content.decode().replace("\u00a0", " ")


def _sign_in(phone: str, outbox: Outbox, *, client: Client | None = None) -> tuple[Client, str]:
    client = client or Client(headers={"accept-language": "ru"})
    client.post("/sign-in/", {"value": phone})
    answer = client.post("/sign-in/code/", {"code": outbox.last_code()})
    return client, answer.headers["Location"]


def test_the_code_the_link_and_an_empty_page(cast: Cast, browser_of_anna: Client) -> None:
    # given
    a_programme(least_kopecks=50_000, share_en="Come: {link}")
    # when
    page = _text(browser_of_anna)
    # then
    code = ReferralCode.objects.get(member=cast.anna).code
    assert f"{code[:4]} {code[4:]}" in page
    assert f"/join/?ref={code}" in page
    assert "300 points for every friend who buys for ₽500 or more. They come 14 days after the purchase" in page
    assert "Nobody has joined yet" in page
    assert 'href="/friends/"' in _text(browser_of_anna, "/")


def test_without_a_programme_nobody_is_invited(cast: Cast, browser_of_anna: Client) -> None:
    assert "Friends cannot be invited now" in _text(browser_of_anna)
    assert 'href="/friends/"' not in _text(browser_of_anna, "/")
    assert not ReferralCode.objects.exists()
    assert not ReferralTrail.objects.exists()


def test_each_friend_stands_somewhere_and_says_why(cast: Cast, browser_of_anna: Client) -> None:
    a_programme(per_member_all=1)
    first, second, third = (an_invitation(cast.anna) for _ in range(3))
    for one in (first, second):
        an_order(cast.lesnaya, a_cart(one.friend_id), at=NOON)
    advance(at=NOON + timedelta(days=1))
    advance(at=NOON + timedelta(days=15))
    page = _text(browser_of_anna)
    assert "3 friends have joined · rewarded: 1 · on the way: 1" in page
    assert "+300 points" in page
    assert "No points: you have had as many for friends as there may be" in page
    assert "Has joined; the first purchase is still to come" in page
    assert stands(third) == ("joined", "")


def test_a_link_leads_through_sign_in_to_an_accepted_invitation(cast: Cast, clock: Clock, outbox: Outbox) -> None:
    # given a link of Anna's, opened by Boris, who has just joined
    a_programme()
    code = give_code(member_id=cast.anna)
    client = Client(headers={"accept-language": "ru"})
    page = _text(client, f"/join/?ref={code.lower()}")
    assert f"{code[:4]} {code[4:]}" in page

    # when he signs in
    client, leads_to = _sign_in(BORIS_PHONE, outbox, client=client)

    # then the code waits for him, and he accepts it
    assert leads_to == "/friends/"
    assert f'value="{code[:4]} {code[4:]}"' in _text(client)
    assert client.post("/friends/code/", {"code": f"{code[:4]} {code[4:]}"}).headers["Location"] == "/friends/"
    made = Referral.objects.get()
    assert (made.referrer_id, made.friend_id, made.channel, made.state) == (cast.anna, cast.boris, "cabinet", "joined")
    # and is not asked again
    assert "Вас пригласили" not in _text(client)


def test_a_stranger_learns_nothing_of_a_code(cast: Cast, clock: Clock) -> None:
    a_programme()
    good = give_code(member_id=cast.anna)

    def seen(code: str) -> str:
        return _text(Client(headers={"accept-language": "ru"}), f"/join/?ref={code}").count("invite__code") * "code"

    assert seen(good) == seen("ACDE4679") == "code"
    assert seen("<script>") == seen("") == seen("\x00") == ""


@pytest.mark.parametrize(
    ("case", "words"),
    [("own", "собственный код"), ("unknown", "не подошёл"), ("bought", "до первой покупки"), ("ring", "по вашему"),
     ("another", "уже приняли"), ("", "Введите код")],
)  # fmt: skip
def test_a_code_that_is_refused_says_why(cast: Cast, clock: Clock, outbox: Outbox, case: str, words: str) -> None:
    a_programme()
    client, _to = _sign_in(BORIS_PHONE, outbox)
    code = give_code(member_id=cast.anna)
    match case:
        case "own":
            code = give_code(member_id=cast.boris)
        case "unknown":
            code = "ACDE4679"
        case "bought":
            an_order(cast.lesnaya, a_cart(cast.boris))
        case "ring":
            an_invitation(cast.boris, cast.anna)
        case "another":
            an_invitation(cast.vera, cast.boris)
        case "":
            code = ""
    before = Referral.objects.count()
    page = client.post("/friends/code/", {"code": code})
    assert page.status_code == 200
    assert words in page.content.decode()
    assert Referral.objects.count() == before


def test_guessing_is_slowed(cast: Cast, clock: Clock, outbox: Outbox) -> None:
    a_programme()
    client, _to = _sign_in(BORIS_PHONE, outbox)
    answers = [client.post("/friends/code/", {"code": "ACDE4679"}).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_two_accounts_on_one_phone_are_looked_at(cast: Cast, clock: Clock, outbox: Outbox) -> None:
    # given Anna and, later, Boris in one browser
    a_programme(same=["device"])
    client, _to = _sign_in(ANNA_PHONE, outbox)
    client.post("/sign-out/")
    clock.pass_by(minutes=10)
    client, _to = _sign_in(BORIS_PHONE, outbox, client=client)
    # when he accepts her invitation
    client.post("/friends/code/", {"code": give_code(member_id=cast.anna)})
    # then somebody looks first, and he is told so without suspicion
    assert stands(Referral.objects.get()) == ("review", "signs")
    assert client.cookies["device"]["httponly"]
    # while another browser in the same network is nothing here
    phone = a_phone()
    a_member(phone=phone)
    other, _to = _sign_in(phone, outbox)
    other.post("/friends/code/", {"code": give_code(member_id=cast.vera)})
    assert stands(Referral.objects.latest("pk")) == ("joined", "")
