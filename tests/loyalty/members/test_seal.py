import secrets

import pytest
from cryptography.exceptions import InvalidTag
from pytest_django import Settings

from loyalty.members.seal import UnknownKey, blind_index, seal, unseal

PHONE = "+79123456734"


def test_a_sealed_contact_opens_and_shows_nothing() -> None:
    sealed = seal(kind="phone", plain=PHONE)
    assert unseal(kind="phone", sealed=sealed) == PHONE
    assert PHONE.encode() not in sealed
    assert b"3456734" not in sealed


def test_equal_contacts_are_sealed_differently() -> None:
    assert seal(kind="phone", plain=PHONE) != seal(kind="phone", plain=PHONE)


def test_a_phone_cannot_be_passed_off_as_an_email() -> None:
    with pytest.raises(InvalidTag):
        unseal(kind="email", sealed=seal(kind="phone", plain=PHONE))


@pytest.mark.parametrize("place", [4, 20, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    # given a sealed contact with one bit changed in the nonce, in the text or in the tag
    sealed = bytearray(seal(kind="phone", plain=PHONE))
    sealed[place] ^= 1
    # when it is opened, then it is refused
    with pytest.raises(InvalidTag):
        unseal(kind="phone", sealed=bytes(sealed))


def test_keys_can_be_rotated(settings: Settings) -> None:
    # given a contact sealed under the old key
    sealed = seal(kind="phone", plain=PHONE)
    old = settings.PII_KEY

    # when a new key takes its place
    settings.PII_KEY = secrets.token_bytes(32)

    # then it opens only while the old one is kept as a fallback
    with pytest.raises(UnknownKey):
        unseal(kind="phone", sealed=sealed)
    settings.PII_KEY_FALLBACKS = [old]
    assert unseal(kind="phone", sealed=sealed) == PHONE
    # and new contacts do not need the old one
    fresh = seal(kind="phone", plain=PHONE)
    settings.PII_KEY_FALLBACKS = []
    assert unseal(kind="phone", sealed=fresh) == PHONE


def test_the_blind_index_depends_on_kind_and_key(settings: Settings) -> None:
    index = blind_index(kind="phone", normal="1")
    assert len(index) == 32
    assert blind_index(kind="phone", normal="1") == index
    assert blind_index(kind="card", normal="1") != index
    settings.BLIND_INDEX_KEY = secrets.token_bytes(32)
    assert blind_index(kind="phone", normal="1") != index
