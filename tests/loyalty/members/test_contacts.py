import pytest

from loyalty.members.contacts import NoContact, contact, contact_of
from loyalty.members.enrol import NewIdentity, enrol
from loyalty.members.identities import identities_of, reveal
from loyalty.members.normal import InvalidIdentity
from tests.builders import NOON, a_member
from tests.cast import ANNA_CARD, ANNA_EMAIL, ANNA_PHONE, Cast


def test_a_phone_comes_before_an_email(cast: Cast) -> None:
    assert contact_of(member_id=cast.anna) == contact(kind="phone", value=ANNA_PHONE)


def test_a_proven_contact_comes_first(db: None) -> None:
    enrolled = enrol(
        identities=[NewIdentity("phone", ANNA_PHONE), NewIdentity("email", ANNA_EMAIL, verified=True)],
        channel="test",
        proof={},
        at=NOON,
    )
    assert contact_of(member_id=enrolled.member_id).kind == "email"


def test_a_card_cannot_be_written_to(db: None) -> None:
    with pytest.raises(NoContact):
        contact_of(member_id=a_member(card="123456"))
    with pytest.raises(InvalidIdentity) as refusal:
        contact(kind="card", value="123456")
    assert refusal.value.field == "identity.kind"


def test_identities_are_masked_until_revealed(cast: Cast) -> None:
    views = identities_of(member_id=cast.anna)
    assert {view.kind: view.masked for view in views} == {
        "phone": "+7 *** ***-67-34",
        "email": "a***@mail.ru",
        "card": "*** 1234",
    }
    assert {reveal(identity_id=view.id) for view in views} == {ANNA_PHONE, ANNA_EMAIL, ANNA_CARD}
