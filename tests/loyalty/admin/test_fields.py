"""Numbers as people type them, and attributes as lines of text."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from loyalty.admin.fields import AttributesField, PercentField, RoublesField, ScaledField


@pytest.mark.parametrize(
    ("typed", "kopecks"),
    [
        ("1 234,50", 123_450),
        ("1\u00a0234,5", 123_450),
        ("1234.5", 123_450),
        (" 0 ", 0),
        ("12", 1_200),
        ("", None),
    ],
)
def test_roubles_are_read_however_they_are_typed(typed: str, kopecks: int | None) -> None:
    assert RoublesField(required=False).clean(typed) == kopecks


@pytest.mark.parametrize("typed", ["abc", "1,234,5", "12,345", "-1", "NaN", "Infinity", "1e30", "99999999999999999"])
def test_what_is_not_an_amount_of_money_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        RoublesField(required=False).clean(typed)


def test_percents_end_at_a_hundred() -> None:
    assert PercentField().clean("5,5") == 550
    with pytest.raises(ValidationError):
        PercentField().clean("100,01")


def test_points_keep_the_digits_of_their_unit() -> None:
    assert ScaledField(scale=0).clean("25") == 25
    with pytest.raises(ValidationError):
        ScaledField(scale=0).clean("2,5")
    with pytest.raises(ValidationError):
        ScaledField(scale=0, least=1).clean("0")


def test_a_field_shows_what_it_would_read() -> None:
    field = RoublesField(required=False)
    with translation.override("ru"):
        assert field.clean(field.prepare_value(123_456)) == 123_456
    assert field.has_changed(1_200, "12,00") is False
    assert field.has_changed(1_200, "12,01") is True
    assert field.has_changed(1_200, "twelve") is True


def test_attributes_are_lines() -> None:
    field = AttributesField(required=False)
    read = field.clean("размер: L\n\n цвет : синий: тёмный ")
    assert read == {"размер": "L", "цвет": "синий: тёмный"}
    assert field.clean(field.prepare_value(read)) == read
    with pytest.raises(ValidationError, match="2"):
        field.clean("размер: L\nцвет")


def test_nul_in_an_attribute_is_refused() -> None:
    with pytest.raises(ValidationError):
        AttributesField().clean("size: a\0b")


@pytest.mark.parametrize(
    ("language", "typed", "kopecks"),
    [
        ("en", "1,000", 100_000), ("en", "1,234,567.50", 123_456_750), ("en", "1000.5", 100_050), ("en", "5,5", 550),
        ("en", "-1,000", -100_000), ("ru", "1 000,50", 100_050), ("ru", "5.5", 550),
    ],
)  # fmt: skip
def test_it_is_read_as_it_is_written(language: str, typed: str, kopecks: int) -> None:
    with translation.override(language):
        assert RoublesField(least=None).clean(typed) == kopecks


@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_it_shows_it_reads_again(language: str) -> None:
    field = RoublesField()
    with translation.override(language):
        for kopecks in (0, 1, 99_999, 100_000, 123_456_789):
            assert field.clean(field.prepare_value(kopecks)) == kopecks


def test_a_russian_comma_is_a_point() -> None:
    with translation.override("ru"), pytest.raises(ValidationError):
        RoublesField().clean("1,000.5")
