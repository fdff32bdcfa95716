import pytest

from loyalty.members.normal import InvalidIdentity, normal_form


@pytest.mark.parametrize(
    ("kind", "typed", "normal"),
    [
        ("phone", "8 912 345-67-89", "+79123456789"),
        ("phone", "+7 (912) 345 67 89", "+79123456789"),
        ("phone", "79123456789", "+79123456789"),
        ("phone", "9123456789", "+79123456789"),
        ("phone", "+375 29 123-45-67", "+375291234567"),
        ("phone", "+1 202 555 0123", "+12025550123"),
        ("email", " Anna@Mail.RU ", "anna@mail.ru"),
        ("email", "ａｎｎａ@mail.ru", "anna@mail.ru"),
        ("card", "2200 1234-5678 1234", "2200123456781234"),
        ("card", "ab 12cd", "AB12CD"),
        ("external", " user/42 ", "user/42"),
        ("external", "Иван-7", "Иван-7"),
    ],
)
def test_however_typed_it_is_one(kind: str, typed: str, normal: str) -> None:
    assert normal_form(kind=kind, value=typed) == normal


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("phone", ""),
        ("phone", "1234567"),
        ("phone", "+7 912"),
        ("phone", "+7 912 345 67 89 доб. 5"),
        ("phone", "9" * 10_000),
        ("phone", "anna@mail.ru"),
        ("email", "anna"),
        ("email", "anna@mail"),
        ("email", "a" * 400 + "@mail.ru"),
        ("email", "anna@mail.ru\x00"),
        ("card", "12"),
        ("card", "2200💳1234"),
        ("card", "1" * 65),
        ("card", " " * 10_000 + "123456"),
        ("external", "  "),
        ("external", "x" * 129),
        ("external", "a\x00b"),
        ("external", "\ud800"),
    ],
)
def test_what_cannot_be_one_names_the_value(kind: str, typed: str) -> None:
    with pytest.raises(InvalidIdentity) as refusal:
        normal_form(kind=kind, value=typed, path="member")
    assert refusal.value.field == "member.value"


def test_an_unknown_kind_names_the_kind() -> None:
    with pytest.raises(InvalidIdentity) as refusal:
        normal_form(kind="passport", value="1", path="member")
    assert refusal.value.field == "member.kind"
