import pytest
from pytest_django import DjangoAssertNumQueries

from loyalty.members.find import find, get, recognise
from loyalty.members.normal import InvalidIdentity
from loyalty.members.qr import make_qr
from tests.builders import NOON, a_member
from tests.cast import ANNA_CARD, ANNA_EMAIL, ANNA_PHONE, Cast


@pytest.mark.parametrize(
    ("kind", "value"), [("phone", "8 (912) 345-67-34"), ("email", ANNA_EMAIL.upper()), ("card", f" {ANNA_CARD}")]
)
def test_any_identity_leads_to_the_member(cast: Cast, kind: str, value: str) -> None:
    found = find(kind=kind, value=value)
    assert found is not None
    assert (found.id, found.first_name, found.masked_name) == (cast.anna, "Анна", "Анна К.")


def test_finding_takes_one_query(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        find(kind="phone", value=ANNA_PHONE)


def test_a_stranger_is_nobody(cast: Cast) -> None:
    assert find(kind="phone", value="+7 912 000-00-00") is None
    assert get(member_id=10**12) is None


def test_kinds_do_not_mix(db: None) -> None:
    # given two members, one with a card that reads like the other's external id
    by_card, by_external = a_member(card="12345"), a_member(external="12345")
    # when each is looked for, then each is found by the own kind
    card, external = find(kind="card", value="12345"), find(kind="external", value="12345")
    assert card is not None
    assert external is not None
    assert (card.id, external.id) == (by_card, by_external)


def test_the_cabinets_qr_recognises(cast: Cast) -> None:
    fresh = make_qr(member_id=cast.boris, at=NOON)
    assert recognise(kind="qr", value=fresh, at=NOON) == get(member_id=cast.boris)
    assert recognise(kind="qr", value="forged", at=NOON) is None
    assert recognise(kind="phone", value=ANNA_PHONE, at=NOON) == get(member_id=cast.anna)


def test_what_cannot_be_an_identity_is_refused_by_its_path(db: None) -> None:
    with pytest.raises(InvalidIdentity) as refusal:
        find(kind="phone", value="12", path="member")
    assert refusal.value.field == "member.value"
