import re
from http.cookies import Morsel

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from loyalty.members.models import Member
from tests.cabinet.conftest import Clock, Outbox
from tests.cast import ANNA_EMAIL, ANNA_PHONE, BORIS_PHONE, Cast

STRANGER = "+79990000000"
pytestmark = pytest.mark.usefixtures("clock", "outbox")


@pytest.fixture
def phone() -> Client:
    return Client(headers={"accept-language": "en"})


def text_of(client: Client, path: str = "/sign-in/code/") -> str:
    """The page's words, without what differs between any two visits."""
    html = client.get(path).content.decode()
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", html)


def session_cookie(client: Client) -> Morsel[str]:
    return client.cookies["session"]


def test_a_member_signs_in_with_the_code_sent_to_the_phone(cast: Cast, phone: Client, outbox: Outbox) -> None:
    # when the phone is typed as people type it
    asked = phone.post("/sign-in/", {"value": "8 (912) 345-67-34"})

    # then a code comes to it
    assert asked["Location"] == "/sign-in/code/"
    (message,) = outbox.messages()
    assert message["to"] == ANNA_PHONE

    # when the code is entered, with the space a keyboard may put in
    code = outbox.last_code()
    entered = phone.post("/sign-in/code/", {"code": f"{code[:3]} {code[3:]}"})

    # then the cabinet opens
    assert entered["Location"] == "/"
    assert phone.get("/").status_code == 200


def test_a_member_signs_in_by_e_mail(cast: Cast, phone: Client, outbox: Outbox) -> None:
    phone.post("/sign-in/?by=email", {"value": " Anna@Mail.RU "})
    assert outbox.messages()[0]["to"] == ANNA_EMAIL
    assert phone.post("/sign-in/code/", {"code": outbox.last_code()})["Location"] == "/"


def test_a_stranger_sees_what_a_member_sees(cast: Cast, phone: Client, outbox: Outbox) -> None:
    # given a member and a stranger who ask for a code
    stranger = Client(headers={"accept-language": "en"})
    answers = [who.post("/sign-in/", {"value": value}) for who, value in ((phone, BORIS_PHONE), (stranger, STRANGER))]

    # then the answers and the pages are alike, but only the member gets a message
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/sign-in/code/")] * 2
    theirs = text_of(phone).replace("916\u00a0111-22-33", "999\u00a0000-00-00")
    assert theirs == text_of(stranger)
    assert [message["to"] for message in outbox.messages()] == [BORIS_PHONE]

    # and a wrong code is answered alike, to the last try
    for tries in range(6):
        wrong = "000000" if outbox.last_code() != "000000" else "000001"
        pages = [who.post("/sign-in/code/", {"code": wrong}).content.decode() for who in (phone, stranger)]
        sentences = [re.findall(r'id="id_code_error"[^>]*>([^<]+)', page) for page in pages]
        left = 4 - tries
        expected = (
            f"The code does not match. {left} {'try is' if left == 1 else 'tries are'} left."
            if left > 0
            else "This code no longer works. Ask for a new one."
        )
        assert sentences == [[expected]] * 2


def test_a_code_is_refused_when_its_time_is_over(cast: Cast, phone: Client, outbox: Outbox, clock: Clock) -> None:
    phone.post("/sign-in/", {"value": ANNA_PHONE})
    clock.pass_by(minutes=5)
    answer = phone.post("/sign-in/code/", {"code": outbox.last_code()})
    assert "This code no longer works. Ask for a new one." in answer.content.decode()


def test_another_code_is_sent_when_it_is_time(cast: Cast, phone: Client, outbox: Outbox, clock: Clock) -> None:
    # given a code just sent
    phone.post("/sign-in/", {"value": ANNA_PHONE})
    assert "in 60 seconds" in text_of(phone)

    # when another is asked for too early
    clock.pass_by(seconds=15)
    phone.post("/sign-in/again/")

    # then none is sent, and the page says how long is left
    assert len(outbox.messages()) == 1
    assert "in 45 seconds" in text_of(phone)

    # when it is time
    clock.pass_by(seconds=45)
    assert "in 0" not in text_of(phone)
    phone.post("/sign-in/again/")

    # then the new code opens the cabinet
    assert len(outbox.messages()) == 2
    assert phone.post("/sign-in/code/", {"code": outbox.last_code()})["Location"] == "/"


def test_the_sixth_code_of_a_day_waits_for_hours(cast: Cast, phone: Client, outbox: Outbox, clock: Clock) -> None:
    for _time in range(6):
        phone.post("/sign-in/", {"value": ANNA_PHONE})
        clock.pass_by(minutes=1)
    assert len(outbox.messages()) == 5
    assert "in 24 hours" in text_of(phone)


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("/sign-in/", "", "Enter your phone: the code will come to it."),
        ("/sign-in/", "12", "A phone number with its code, such as +7 912 345-67-89."),
        ("/sign-in/?by=email", "anna", "An e-mail address, such as anna@mail.ru."),
        ("/sign-in/?by=email", "", "Enter your e-mail: the code will come to it."),
    ],
)
def test_a_mistyped_contact_is_answered_with_a_sentence(
    cast: Cast, phone: Client, outbox: Outbox, path: str, value: str, sentence: str
) -> None:
    answer = phone.post(path, {"value": value})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert outbox.messages() == []


def test_no_contact_lies_open_in_the_session(cast: Cast, phone: Client) -> None:
    phone.post("/sign-in/", {"value": ANNA_PHONE})
    (kept,) = Session.objects.all()
    assert "9123456734" not in str(kept.get_decoded())
    assert ANNA_PHONE[2:] in text_of(phone).replace("\u00a0", "").replace("-", "")


def test_signing_in_changes_the_session_and_the_token(cast: Cast, phone: Client, outbox: Outbox) -> None:
    # given a session somebody else may have planted
    phone.post("/sign-in/", {"value": ANNA_PHONE})
    planted, token = session_cookie(phone).value, phone.cookies["csrf"].value if "csrf" in phone.cookies else None

    # when
    phone.post("/sign-in/code/", {"code": outbox.last_code()})

    # then it opens nothing
    assert session_cookie(phone).value != planted
    assert phone.cookies["csrf"].value != token
    thief = Client()
    thief.cookies["session"] = planted
    assert thief.get("/")["Location"] == "/sign-in/"


def test_a_member_whose_message_cannot_be_sent_looks_like_a_stranger(
    cast: Cast, phone: Client, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    # given a channel that takes nothing
    outbox.file.parent.touch()

    # when
    answer = phone.post("/sign-in/", {"value": ANNA_PHONE})

    # then only operations learn of it, and not whose message it was
    assert answer["Location"] == "/sign-in/code/"
    assert "a code was not sent" in caplog.text
    assert "3456734" not in caplog.text


def test_forms_of_other_sites_are_refused(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = strict.post("/sign-in/", {"value": ANNA_PHONE})
    assert answer.status_code == 403
    assert "The page has grown old" in answer.content.decode()


def test_who_has_left_is_a_stranger(cast: Cast, phone: Client, outbox: Outbox) -> None:
    Member.objects.filter(pk=cast.anna).update(state=Member.State.LEFT)
    phone.post("/sign-in/", {"value": ANNA_PHONE})
    assert outbox.messages() == []


def test_the_steps_lead_to_each_other(browser_of_anna: Client, phone: Client) -> None:
    assert phone.get("/")["Location"] == "/sign-in/"
    assert phone.get("/sign-in/code/")["Location"] == "/sign-in/"
    assert phone.post("/sign-in/again/")["Location"] == "/sign-in/"
    assert phone.get("/sign-in/again/").status_code == 405
    assert browser_of_anna.get("/sign-in/")["Location"] == "/"
    assert browser_of_anna.get("/sign-in/code/")["Location"] == "/sign-in/"


def test_the_first_page_says_what_the_programme_gives(cast: Cast, phone: Client) -> None:
    words = text_of(phone, "/sign-in/").replace("\u00a0", " ")
    assert "5% of what you pay in money comes back as points" in words
    assert "Points pay for up to 50% of a purchase, 1 point = ₽1" in words


def test_codes_are_counted_by_the_network_they_are_asked_for_from(
    cast: Cast, phone: Client, outbox: Outbox, settings: Settings, clock: Clock
) -> None:
    # given a network that has asked for as many codes as it may
    settings.LIMIT_CODES_FROM_ADDRESS = 2
    for number in range(2):
        phone.post("/sign-in/", {"value": f"+7999000000{number}"}, headers={"x-forwarded-for": f"10.0.0.{number}"})

    # when it asks for another, for a member or a stranger, whatever address the request names
    for value in (ANNA_PHONE, STRANGER):
        answer = phone.post("/sign-in/", {"value": value}, headers={"x-forwarded-for": "10.0.0.9"})
        # then none is sent
        assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
        assert "Too many codes were asked for from this network. Try again in 60 minutes." in answer.content.decode()
    answer = phone.post("/sign-in/again/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "Too many codes were asked for from this network." in answer.content.decode()
    assert outbox.messages() == []

    # and an hour later it may
    clock.pass_by(hours=1)
    assert phone.post("/sign-in/", {"value": ANNA_PHONE}).status_code == 302
    assert len(outbox.messages()) == 1


def test_wrong_codes_are_counted_by_network_and_right_ones_are_not(
    cast: Cast, phone: Client, outbox: Outbox, settings: Settings, clock: Clock
) -> None:
    # given
    settings.LIMIT_SIGN_INS_FROM_ADDRESS = 2
    phone.post("/sign-in/", {"value": ANNA_PHONE})
    wrong = "000000" if outbox.last_code() != "000000" else "000001"
    assert phone.post("/sign-in/code/", {"code": wrong}).status_code == 200
    clock.pass_by(seconds=1)

    # when the right one is entered, others of the network still have a try
    assert phone.post("/sign-in/code/", {"code": outbox.last_code()}).status_code == 302
    other = Client(headers={"accept-language": "en"})
    other.post("/sign-in/", {"value": BORIS_PHONE})
    assert other.post("/sign-in/code/", {"code": wrong}).status_code == 200

    # then no more
    answer = other.post("/sign-in/code/", {"code": outbox.last_code()})
    assert (answer.status_code, answer["Retry-After"]) == (429, "3599")
    assert "Too many attempts. Try again in 60 minutes." in answer.content.decode()
