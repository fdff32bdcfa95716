from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection

from loyalty.events.models import Event
from loyalty.ledger.cause import Principal
from loyalty.members.consent import GivenConsent, UnknownConsent
from loyalty.members.consents import consents_of
from loyalty.members.details import InvalidBirthday, InvalidText, UnknownGender, UnknownLanguage
from loyalty.members.enrol import ContactNotVerified, Enrolled, IdentityConflict, NewIdentity, enrol
from loyalty.members.find import find, get
from loyalty.members.models import Consent, Identity, Member
from loyalty.members.normal import InvalidIdentity
from loyalty.members.seal import unseal
from loyalty.members.standing import MemberHasLeft
from loyalty.membership.leave import leave
from tests.builders import NOON, a_consent_text, a_member
from tests.cast import ANNA_CARD, ANNA_EMAIL, ANNA_PHONE, BORIS_PHONE, Cast
from tests.together import run_together

PROOF = {"terminal": "3", "cashier": "17"}
RULES = GivenConsent(kind="rules", version="1", granted=True)


def _enrol(*identities: NewIdentity, **details: Any) -> Enrolled:
    return enrol(identities=identities, channel="pos", proof=PROOF, at=NOON, **details)


def _phone(value: str = "+79120001122", *, verified: bool = False) -> NewIdentity:
    return NewIdentity(kind="phone", value=value, verified=verified)


def _card(value: str) -> NewIdentity:
    return NewIdentity(kind="card", value=value)


def test_a_stranger_becomes_a_member(cast: Cast) -> None:
    # when a person is enrolled at a till
    enrolled = _enrol(
        _phone(),
        _card("777 888"),
        first_name=" Глеб ",
        birthday=date(1990, 3, 8),
        gender="m",
        city=" Нижний  Новгород ",
        attributes={"size": "L", "child ": "yes"},
        language="en",
        source="stand",
        shop_id=cast.lesnaya.pk,
    )

    # then they are found, as they said they are
    found = find(kind="card", value="777888")
    assert enrolled.created
    assert found == get(member_id=enrolled.member_id)
    assert found is not None
    assert (found.first_name, found.birthday, found.language) == ("Глеб", date(1990, 3, 8), "en")
    assert (found.gender, found.city, found.attributes) == ("m", "Нижний Новгород", {"size": "L", "child": "yes"})
    assert (found.state, found.source, found.shop_id) == (Member.State.ACTIVE, "stand", cast.lesnaya.pk)
    assert found.joined_at == NOON
    # and their joining is an event
    assert Event.objects.filter(member_id=enrolled.member_id).values_list("kind", "at").get() == ("member.joined", NOON)


def test_a_contact_is_stored_sealed_and_masked(db: None) -> None:
    _enrol(_phone("+79123451234"))
    identity = Identity.objects.get()
    assert identity.value == ""
    assert identity.masked == "+7 *** ***-12-34"
    assert identity.sealed is not None
    assert unseal(kind="phone", sealed=bytes(identity.sealed)) == "+79123451234"


def test_no_table_holds_a_contact_in_plain(own_database: str, owner_connection: psycopg.Connection) -> None:
    # given a member with a phone and an e-mail
    a_member(phone="+79123450000", email="canary@mail.ru")
    # when every row of every table is read as text
    tables = connection.introspection.table_names()
    rows = [str(row[0]) for table in tables for row in owner_connection.execute(f'SELECT t::text FROM "{table}" t')]
    # then neither is there
    assert any("c***@mail.ru" in row for row in rows)
    assert not [row for row in rows if "9123450000" in row or "canary" in row]


def test_the_same_identity_again_is_the_same_member(cast: Cast) -> None:
    again = _enrol(_phone(f"8{ANNA_PHONE[2:]}"), first_name="Кто-то другой")
    assert again == Enrolled(member_id=cast.anna, created=False)
    anna = get(member_id=cast.anna)
    assert anna is not None
    assert anna.first_name == "Анна"


def test_fifty_tills_enrol_one_person_once(own_database: str) -> None:
    # given a published text
    a_consent_text()
    # when fifty tills enrol one phone and one card at once, half of them naming the card first
    both = [_phone(), _card("777888")]

    def at_a_till(order: int) -> Enrolled:
        return _enrol(*both[::order], consents=[RULES])

    results = run_together(*[lambda order=order: at_a_till(order) for order in [1, -1] * 25])

    # then all got one member, one of them a new one, and the consent was recorded once
    assert {result.member_id for result in results} == {Member.objects.get().pk}
    assert sorted(result.created for result in results) == [False] * 49 + [True]
    assert Identity.objects.count() == 2
    assert Consent.objects.count() == 1


def test_a_new_card_joins_its_owner(cast: Cast) -> None:
    assert _enrol(_phone(BORIS_PHONE), _card("9990001")) == Enrolled(member_id=cast.boris, created=False, changed=True)
    found = find(kind="card", value="9990001")
    assert found is not None
    assert found.id == cast.boris


def test_an_unproven_phone_never_joins_an_existing_member(cast: Cast) -> None:
    # given somebody who has read the number of Anna's card
    stranger = _phone("+79120009988")
    # when they are enrolled with it, then nothing is added
    with pytest.raises(ContactNotVerified):
        _enrol(_card(ANNA_CARD), stranger)
    assert find(kind="phone", value=stranger.value) is None
    # and the proven one is
    assert _enrol(_card(ANNA_CARD), _phone(stranger.value, verified=True)).member_id == cast.anna


def test_identities_of_two_members_conflict(cast: Cast) -> None:
    with pytest.raises(IdentityConflict) as refusal:
        _enrol(_phone(BORIS_PHONE), NewIdentity(kind="email", value=ANNA_EMAIL))
    assert refusal.value.status == 409


def test_consents_are_recorded_with_version_and_proof(cast: Cast) -> None:
    given = [RULES, GivenConsent(kind="marketing", version="1", granted=False)]
    member_id = _enrol(_phone(), consents=given).member_id
    rows = Consent.objects.filter(member_id=member_id).order_by("pk")
    assert [(row.text.kind, row.text.version, row.granted, row.channel, row.proof) for row in rows] == [
        ("rules", "1", True, "pos", PROOF),
        ("marketing", "1", False, "pos", PROOF),
    ]


def test_enrolling_again_records_only_what_changed(cast: Cast) -> None:
    # given Anna, who agreed to everything
    before = Consent.objects.filter(member_id=cast.anna).count()
    # when a till enrols her again and she refuses marketing now
    _enrol(_phone(ANNA_PHONE), consents=[RULES, GivenConsent(kind="marketing", version="1", granted=False)])
    # then one act is new, and it holds
    assert Consent.objects.filter(member_id=cast.anna).count() == before + 1
    assert {act.kind: act.granted for act in consents_of(member_id=cast.anna)}["marketing"] is False


def test_an_unknown_version_of_a_text_stores_nothing(cast: Cast) -> None:
    with pytest.raises(UnknownConsent) as refusal:
        _enrol(_phone(), consents=[RULES, GivenConsent(kind="marketing", version="2", granted=True)])
    assert (refusal.value.status, refusal.value.field) == (422, "consents[1].version")
    assert find(kind="phone", value="+79120001122") is None


@pytest.mark.parametrize(
    ("details", "refusal", "field"),
    [
        ({"birthday": NOON.date() + timedelta(days=1)}, InvalidBirthday, "birthday"),
        ({"birthday": date(1850, 1, 1)}, InvalidBirthday, "birthday"),
        ({"language": "de"}, UnknownLanguage, "language"),
        ({"first_name": "А" * 101}, InvalidText, "first_name"),
        ({"first_name": "А\x00"}, InvalidText, "first_name"),
        ({"last_name": "\ud800"}, InvalidText, "last_name"),
        ({"source": "x" * 65}, InvalidText, "source"),
        ({"gender": "x"}, UnknownGender, "gender"),
        ({"city": "x" * 101}, InvalidText, "city"),
        ({"attributes": {"size": " "}}, InvalidText, "attributes"),
        ({"attributes": {"x" * 65: "L"}}, InvalidText, "attributes"),
        ({"attributes": {str(number): "x" for number in range(31)}}, InvalidText, "attributes"),
    ],
)
def test_absurd_details_are_refused_by_name(
    db: None, details: dict[str, Any], refusal: type[InvalidText], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        _enrol(_phone(), **details)
    assert (refused.value.status, refused.value.field) == (422, field)
    assert not Member.objects.exists()


def test_invalid_identities_are_refused_by_place(db: None) -> None:
    for identities, field in [
        ([], "identity"),
        ([_phone("12")], "identity.value"),
        ([_phone(), _card("1")], "identities[1].value"),
    ]:
        with pytest.raises(InvalidIdentity) as refusal:
            _enrol(*identities)
        assert refusal.value.field == field


def test_who_left_returns_only_by_agreeing_to_the_rules(cast: Cast) -> None:
    # given Boris, who has left
    leave(member_id=cast.boris, principal=Principal("member", cast.boris), at=NOON)
    # when a till enrols him as it does everybody
    with pytest.raises(MemberHasLeft):
        _enrol(_phone(BORIS_PHONE))
    with pytest.raises(MemberHasLeft):
        _enrol(_phone(BORIS_PHONE), consents=[GivenConsent(kind="marketing", version="1", granted=True)])
    # then only his own agreement brings him back, as the member he was
    assert _enrol(_phone(BORIS_PHONE), consents=[RULES]) == Enrolled(member_id=cast.boris, created=False, changed=True)
    boris = get(member_id=cast.boris)
    assert boris is not None
    assert boris.state == Member.State.ACTIVE
