from typing import Any

import pytest
from django.utils import translation

from cabinet.promises import promises
from loyalty.ledger.units import UnitView
from loyalty.program.settings import EarnPerAmount, EarnSteps, Settings, Step
from loyalty.program.validity import Validity
from loyalty.words import UnitWords

WORDS = UnitWords(forms_ru="балл|балла|баллов", forms_en="point|points", scale=0)
BONUS = UnitView(words=WORDS, step_kopecks=100)


def said(language: str, unit: UnitView = BONUS, **settings: Any) -> list[str]:
    with translation.override(language):
        return [words.replace("\u00a0", " ") for words in promises(settings=Settings(**settings), unit=unit)]


def test_the_first_settings_in_both_languages() -> None:
    assert said("ru") == [
        "Возвращаем баллами 5 % от оплаченного деньгами",
        "Баллами можно оплатить до 50 % покупки, 1 балл = 1 ₽",
        "Баллы действуют 12 месяцев",
    ]
    assert said("en") == [
        "5% of what you pay in money comes back as points",
        "Points pay for up to 50% of a purchase, 1 point = ₽1",
        "Points live 12 months",
    ]


@pytest.mark.parametrize(
    ("earn", "words"),
    [
        (EarnPerAmount(points=1, amount_kopecks=10_000), "1 балл за каждые 100 ₽ покупки"),
        (
            EarnSteps(steps=(Step(from_kopecks=0, rate=300), Step(from_kopecks=500_000, rate=750))),
            "Возвращаем баллами от 3 % до 7,5 % от оплаченного деньгами: чем больше покупка, тем больше",
        ),
    ],
)
def test_other_ways_to_earn(earn: EarnPerAmount | EarnSteps, words: str) -> None:
    assert said("ru", earn=earn)[0] == words


@pytest.mark.parametrize(
    ("validity", "words"),
    [
        (Validity(by="none", count=1), "Баллы не сгорают"),
        (Validity(by="days", count=31), "Баллы действуют 31 день"),
        (Validity(by="months", count=3), "Баллы действуют 3 месяца"),
        (Validity(by="month", count=1), "Баллы действуют до конца месяца"),
        (Validity(by="quarter", count=2), "Баллы действуют 2 квартала"),
        (Validity(by="year", count=1), "Баллы действуют до конца года"),
        (Validity(by="inactivity", count=6), "Баллы не сгорают, если покупать хотя бы раз в 6 месяцев"),
        (
            Validity(by="dates", count=1, dates=("01-01", "02-29")),
            "Баллы действуют до ближайшей из дат: 1 января, 29 февраля",
        ),
    ],
)
def test_how_long_points_live(validity: Validity, words: str) -> None:
    assert said("ru", validity=validity)[-1] == words


def test_waiting_is_said_and_what_cannot_be_spent_has_no_price() -> None:
    assert said("ru", pending_days=14)[2] == "Баллы можно тратить через 14 дней после покупки"
    assert len(said("ru", unit=UnitView(words=WORDS, step_kopecks=None))) == 2
    assert len(said("ru", burn_max_rate=0)) == 2
