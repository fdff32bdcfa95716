import pytest

from loyalty.members.masks import mask_identity, mask_name


@pytest.mark.parametrize(
    ("kind", "normal", "masked"),
    [
        ("phone", "+79123451234", "+7 *** ***-12-34"),
        ("phone", "+375291234567", "+375 *** ***-45-67"),
        ("email", "anna@mail.ru", "a***@mail.ru"),
        ("card", "2200123456781234", "*** 1234"),
        ("card", "1234", "*** 34"),
        ("external", "7", "***"),
    ],
)
def test_identities_show_only_their_ends(kind: str, normal: str, masked: str) -> None:
    assert mask_identity(kind=kind, normal=normal) == masked


def test_the_longest_address_still_fits_its_column() -> None:
    assert len(mask_identity(kind="email", normal=f"anna@{'a' * 240}.ru")) == 128


@pytest.mark.parametrize(
    ("first_name", "last_name", "masked"),
    [("Анна", "Кузнецова", "Анна К."), ("Анна", "", "Анна"), ("", "Кузнецова", "К."), ("", "", "")],
)
def test_tills_see_one_letter_of_the_last_name(first_name: str, last_name: str, masked: str) -> None:
    assert mask_name(first_name=first_name, last_name=last_name) == masked
