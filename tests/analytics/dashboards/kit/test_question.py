"""What an address asks: all of it read back, and what is wrong in it told."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl

import pytest
from django.utils import translation

from analytics.dashboards.kit.question import Cut, Question, read_question

TODAY = date(2026, 11, 22)
SHOP, GOLD = Cut(kind="shop", of="7", title="Лесная"), Cut(kind="tier", of="gold", title="Золотой")


def ask(only: Cut | None = None, since: date | None = date(2024, 1, 1), **asked: str) -> Question:
    with translation.override("en"):
        return read_question(
            {name.rstrip("_"): value for name, value in asked.items()}, cuts=[SHOP, GOLD], only=only, today=TODAY,
            since=since,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({}, date(2025, 11, 1), date(2026, 10, 1)),
        ({"by": "week"}, date(2026, 5, 18), date(2026, 11, 9)),
        ({"by": "quarter"}, date(2024, 10, 1), date(2026, 7, 1)),
        ({"by": "year"}, date(2021, 1, 1), date(2025, 1, 1)),
        ({"from_": "2026-02-14", "to": "2026-11-22"}, date(2026, 2, 1), date(2026, 11, 1)),
        ({"since": date(2026, 11, 3)}, date(2025, 12, 1), date(2026, 11, 1)),  # nothing finished yet: what goes on
    ],
)
def test_whole_periods_around_the_days(asked: dict[str, str], first: date, last: date) -> None:
    question = ask(**asked)  # type: ignore[arg-type]
    assert (question.first, question.last, question.faults) == (first, last, ())
    assert question.starts[0] == first
    assert question.starts[-1] == last


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"by": "day"}, "no such periods"),
        ({"against": "plan"}, "no such comparison"),
        ({"from_": "2026-13-01"}, "“2026-13-01” is not a date"),
        ({"to": "<script>"}, "“<script>” is not a date"),
        ({"to": "0001-01-01"}, "too far away"),
        ({"to": "2027-01-01"}, "not come yet"),
        ({"from_": "2026-10-01", "to": "2026-03-01"}, "The end is before the beginning"),
        ({"by": "week", "from_": "2001-01-01"}, "Only the last 120 periods"),
        ({"cut": "shop:8"}, "no such shop"),
    ],
)
def test_what_is_wrong_is_told_and_the_usual_taken(asked: dict[str, str], said: str) -> None:
    question = ask(**asked)  # type: ignore[arg-type]
    assert said in " ".join(question.faults)
    assert question.starts
    assert len(question.starts) <= 120


def test_the_question_stands_in_the_address() -> None:
    # given
    question = ask(by="quarter", from_="2025-01-01", to="2026-06-30", against="year", cut="shop:7")
    # then it is read back from there as it was
    again = ask(**{f"{name}_": value for name, value in parse_qsl(question.query())})  # type: ignore[arg-type]
    assert again == question
    assert question.cut == SHOP
    assert question.compared(date(2026, 4, 1)) == date(2025, 4, 1)
    assert replace(question, against="previous").compared(date(2026, 4, 1)) == date(2026, 1, 1)


def test_whoever_is_bound_to_a_shop_sees_that_shop_only() -> None:
    assert ask(only=SHOP).cut == SHOP
    assert "own shop" in " ".join(ask(only=SHOP, cut="tier:gold").faults)
    assert ask(only=SHOP, cut="tier:gold").cut == SHOP
