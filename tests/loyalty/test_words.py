"""Numbers as people write them."""

import pytest
from django.utils import translation

from loyalty.words import UnitWords, number, percent, points, quantity, roubles

BONUS = UnitWords(forms_ru="балл|балла|баллов", forms_en="point|points", scale=0)
CENTS = UnitWords(forms_ru="балл|балла|баллов", forms_en="point|points", scale=2)


@pytest.mark.parametrize(
    ("kopecks", "ru", "en"),
    [
        (0, "0 ₽", "₽0"),
        (51_000, "510 ₽", "₽510"),
        (123_450, "1 234,50 ₽", "₽1,234.50"),
        (-5, "−0,05 ₽", "−₽0.05"),
        (100_000_000_000, "1 000 000 000 ₽", "₽1,000,000,000"),
    ],
)
def test_roubles(kopecks: int, ru: str, en: str) -> None:
    with translation.override("ru"):
        assert roubles(kopecks).replace("\u00a0", " ") == ru
    with translation.override("en"):
        assert roubles(kopecks) == en


def test_exact_roubles_keep_their_kopecks() -> None:
    with translation.override("ru"):
        assert roubles(51_000, exact=True).replace("\u00a0", " ") == "510,00 ₽"


@pytest.mark.parametrize(
    ("amount", "ru", "en"),
    [
        (0, "0 баллов", "0 points"),
        (1, "1 балл", "1 point"),
        (3, "3 балла", "3 points"),
        (11, "11 баллов", "11 points"),
        (14, "14 баллов", "14 points"),
        (21, "21 балл", "21 points"),
        (-22, "−22 балла", "−22 points"),
        (1_005, "1 005 баллов", "1,005 points"),
    ],
)
def test_points_have_the_right_form(amount: int, ru: str, en: str) -> None:
    with translation.override("ru"):
        assert points(amount, BONUS).replace("\u00a0", " ") == ru
    with translation.override("en"):
        assert points(amount, BONUS).replace("\u00a0", " ") == en


def test_points_of_a_unit_with_hundredths() -> None:
    with translation.override("ru"):
        assert points(150, CENTS, signed=True).replace("\u00a0", " ") == "+1,5 балла"
        assert points(500, CENTS).replace("\u00a0", " ") == "5 баллов"


def test_quantities_and_percents() -> None:
    with translation.override("ru"):
        assert quantity(2_000) == "2"
        assert quantity(1_234) == "1,234"
        assert percent(550).replace("\u00a0", " ") == "5,5 %"
        assert number(-1_234_567).replace("\u00a0", " ") == "−1 234 567"
    with translation.override("en"):
        assert percent(550) == "5.5%"
