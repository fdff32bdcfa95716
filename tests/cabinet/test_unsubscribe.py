"""A link in a letter stops letters: without signing in, once somebody presses the button, and nothing else."""

import pytest
from django.test import Client
from django.urls import reverse

from loyalty.members.consents import consents_of
from loyalty.members.models import Consent
from loyalty.members.qr import make_qr
from loyalty.messages.unsubscribe_token import make_token, read_token
from tests.builders import NOON
from tests.cast import Cast


def _address(member_id: int) -> str:
    return reverse("cabinet:unsubscribe", args=[make_token(member_id=member_id)])


def _agrees(member_id: int) -> dict[str, bool]:
    return {act.kind: act.granted for act in consents_of(member_id=member_id)}


@pytest.fixture
def stranger() -> Client:
    """A browser nobody has signed in to, or a mail program, which has no CSRF token."""
    return Client(enforce_csrf_checks=True)


def test_looking_changes_nothing_and_one_post_withdraws(cast: Cast, stranger: Client) -> None:
    before = _agrees(cast.anna)
    assert before["marketing"]

    page = stranger.get(_address(cast.anna))
    assert page.status_code == 200
    assert _agrees(cast.anna) == before

    answer = stranger.post(_address(cast.anna), {"List-Unsubscribe": "One-Click"}, REMOTE_ADDR="203.0.113.7")
    assert answer.status_code == 200
    assert _agrees(cast.anna) == {**before, "marketing": False}
    act = Consent.objects.latest("pk")
    assert (act.channel, act.proof["ip"], act.proof["request"]) == ("letter", "203.0.113.7", answer["X-Request-ID"])


def test_again_and_for_those_who_never_agreed_it_is_done_already(cast: Cast, stranger: Client) -> None:
    for member in (cast.anna, cast.anna, cast.boris):
        assert stranger.post(_address(member)).status_code == 200
    assert Consent.objects.filter(granted=False).count() == 1


def test_a_link_that_is_not_ours_does_nothing(cast: Cast, stranger: Client) -> None:
    real = make_token(member_id=cast.anna)
    forged = real.replace(str(cast.anna), str(cast.boris), 1)
    for token in (
        forged,
        real[:-1],
        "x",
        "9" * 200,
        make_qr(member_id=cast.anna, at=NOON),
        "٣." + real.partition(".")[2],
    ):
        assert stranger.post(reverse("cabinet:unsubscribe", args=[token])).status_code == 404
    assert read_token(token=make_token(member_id=999_999)) == 999_999
    assert stranger.post(_address(999_999)).status_code == 404
    assert _agrees(cast.anna)["marketing"]


@pytest.mark.parametrize(("language", "word"), [("ru", "Отписаться"), ("en", "Unsubscribe")])
def test_the_page_speaks_both_languages_and_names_nobody(
    cast: Cast, stranger: Client, language: str, word: str
) -> None:
    stranger.cookies["language"] = language
    page = stranger.get(_address(cast.anna)).content.decode()
    assert word in page
    assert "Анна" not in page
    assert "anna@" not in page
