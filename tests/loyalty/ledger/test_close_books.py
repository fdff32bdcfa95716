"""Closed months: what tells of them is dated after them, and the database refuses anything else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from django.db import IntegrityError, transaction

from loyalty.ledger.adjust import adjust
from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.close_books import TooEarlyToClose, close_books
from loyalty.ledger.closed_books import closed_until
from loyalty.ledger.models import Entry, Operation, Unit, UnitPrice
from loyalty.ledger.night import run_night
from tests.loyalty.ledger.points import ANNA, BONUS, DAY, HOUR, a_key, bonus, give
from tests.together import run_together

END = datetime(2025, 9, 30, 21, 0, tzinfo=UTC)  # midnight into October, in Moscow
LATER = END + 5 * DAY


def test_what_comes_later_is_dated_after_the_closed_months(db: None, commit_proofs: Callable[[], None]) -> None:
    # given
    give(100, at=END - 20 * DAY, expires_at=END - 2 * DAY)
    give(50, at=END - 20 * DAY, available_from=END - 3 * DAY)
    close_books(until=END, principal=SYSTEM, at=LATER)
    # when
    adjust(owner=ANNA, unit=BONUS, points=7, at=END - DAY, principal=SYSTEM, reason="late", natural_key=a_key())
    run_night(at=LATER)
    # then
    assert {(entry.kind, entry.at) for entry in Entry.objects.filter(at__gt=END - 10 * DAY)} == {
        ("adjust", END), ("activate", END), ("expire", END),
    }  # fmt: skip
    assert bonus(at=LATER).available == 57
    commit_proofs()


def test_the_database_refuses_what_is_dated_into_them(db: None) -> None:
    # given
    close_books(until=END, principal=SYSTEM, at=LATER)

    def write(at: datetime) -> None:
        with transaction.atomic():
            Operation.objects.create(kind="earn", natural_key=a_key(), principal="system", reason="by hand", at=at)

    # when
    write(END)
    with pytest.raises(IntegrityError) as refused:
        write(END - timedelta(microseconds=1))
    # then
    assert refused.value.__cause__ is not None
    assert refused.value.__cause__.diag.constraint_name == "books_closed"  # type: ignore[attr-defined]


def test_books_are_closed_an_hour_after_and_only_further_on(db: None) -> None:
    with pytest.raises(TooEarlyToClose):
        close_books(until=END, principal=SYSTEM, at=END + HOUR - timedelta(seconds=1))
    assert closed_until() is None
    assert close_books(until=END, principal=SYSTEM, at=END + HOUR)
    assert not close_books(until=END, principal=SYSTEM, at=LATER)
    assert not close_books(until=END - 30 * DAY, principal=SYSTEM, at=LATER)
    assert closed_until() == END


def test_closing_waits_for_those_who_write_past_dates(own_database: str) -> None:
    # given somebody who has dated something into September and has not committed yet
    written, order = Event(), []

    def write() -> None:
        with transaction.atomic():
            give(5, at=END - DAY)
            written.set()
            closed.wait(0.5)  # whoever closes has the time to overtake, if nothing holds them
            order.append("written")

    closed = Event()

    def close() -> None:
        written.wait(10)
        close_books(until=END, principal=SYSTEM, at=LATER)
        order.append("closed")
        closed.set()

    # when
    run_together(write, close)
    # then
    assert order == ["written", "closed"]
    assert Entry.objects.get().at == END - DAY


def test_a_price_keeps_its_past(db: None) -> None:
    # given
    unit = Unit.objects.get(code=BONUS)
    before = list(UnitPrice.objects.filter(unit=unit).values_list("step_kopecks", flat=True))
    # when
    Unit.objects.filter(pk=unit.pk).update(step_kopecks=250)
    Unit.objects.filter(pk=unit.pk).update(name_en="bonuses")
    # then
    prices = UnitPrice.objects.filter(unit=unit).order_by("pk")
    assert list(prices.values_list("step_kopecks", flat=True)) == [*before, 250]
