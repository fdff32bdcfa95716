"""Three months with everything that can happen to points, checked by numbers written by hand; then they are closed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from analytics.accounting.close_months import BooksNotProved, NothingToClose, close_months
from analytics.accounting.count_months import count_months
from analytics.accounting.models import ClosedMonth, CountedMonth
from analytics.accounting.read_months import read_months
from analytics.accounting.report import Debt
from analytics.accounting.set_breakage import MonthIsClosed, set_breakage
from loyalty.audit.models import AuditEvent
from loyalty.ledger.close_books import TooEarlyToClose
from loyalty.ledger.models import Account, Entry, Unit
from loyalty.ledger.night import run_night
from loyalty.program.models import Program
from tests.analytics.accounting.months import (
    AFTER,
    AUGUST,
    OCTOBER,
    SEPTEMBER,
    VERA,
    bonus_id,
    broken_laws,
    correct,
    day,
    live,
    month_of,
    proved,
)
from tests.loyalty.ledger.points import DAY, HOUR, give

# Of each month: by the month of giving what was there, what moved, what is left; and what members owe.
STORY = {
    AUGUST: (
        {AUGUST: (0, {"issued": 1_000, "brought": 500, "spent": -300, "adjusted": 40}, 1_240)},
        Debt(),
    ),
    SEPTEMBER: (
        {
            AUGUST: (1_240, {"given_back": 100, "transferred": -50, "clawed_back": -750}, 540),
            SEPTEMBER: (0, {"issued": 200, "transferred": 50}, 250),
        },
        Debt(clawed_back=150),
    ),
    OCTOBER: (
        {
            AUGUST: (540, {"adjusted": -20}, 520),
            SEPTEMBER: (250, {"repaid": -150, "spent": -75, "expired": -25}, 0),
            OCTOBER: (0, {"issued": 60, "expired": -60}, 0),
        },
        Debt(opening=150, oversold=950, repaid=150, forgiven=100),
    ),
}


def _told() -> dict[date, object]:
    """The months as `STORY` writes them."""
    found: dict[date, object] = {}
    for one in read_months():
        unit = one.units[bonus_id()]
        rows = {row.cohort: (row.opening, dict(row.moved), row.closing) for row in unit.rows}
        found[one.period.month] = (rows, unit.debt)
    return found


def _close(month: date) -> int:
    proved(AFTER)
    return close_months(month=month, author_id=None, note="", at=AFTER)


def test_three_months_come_to_what_was_written_by_hand(db: None, commit_proofs: Callable[[], None]) -> None:
    # given
    live()
    set_breakage(unit_id=bonus_id(), month=SEPTEMBER, rate=2_550, reason="last year", author_id=None, at=AFTER)
    # when
    assert count_months(at=day(10, 31)) == 3
    # then
    assert _told() == STORY
    september = month_of(SEPTEMBER).units[bonus_id()]
    assert (september.total.worth_kopecks, september.total.unused_kopecks) == (79_000, 13_770 + 6_375)
    assert september.total.owed_kopecks == 58_855
    assert (september.opening_kopecks, september.opening_owed_kopecks) == (124_000, 124_000)  # no share was decided yet
    assert sum(september.moved_kopecks.values()) == 79_000 - 124_000
    accounts = Account.objects.filter(unit__code="BONUS")
    assert sum(one.active + one.pending for one in accounts) == 520
    assert sum(one.debt for one in accounts) == 850 == STORY[OCTOBER][1].closing
    commit_proofs()


def test_a_closed_month_stays_as_it_is(db: None, commit_proofs: Callable[[], None]) -> None:
    # given
    live()
    give(70, owner=VERA, at=day(9, 15))
    assert _close(SEPTEMBER) == 2
    stored = ClosedMonth.objects.get(month=SEPTEMBER)
    before = {month: _told()[month] for month in (AUGUST, SEPTEMBER)}
    terms = month_of(SEPTEMBER).units[bonus_id()].terms
    # when late facts, another zone and another price come
    correct(-5, day(9, 20), owner=VERA)
    Program.objects.update(timezone="Asia/Vladivostok")
    Unit.objects.filter(pk=bonus_id()).update(step_kopecks=300)
    run_night(at=AFTER)
    count_months(at=AFTER)
    # then
    assert {month: _told()[month] for month in (AUGUST, SEPTEMBER)} == before
    assert month_of(SEPTEMBER).units[bonus_id()].terms == terms
    counted = CountedMonth.objects.get(month=SEPTEMBER)  # counted now, in the other zone
    assert (counted.cells, counted.ends_at) == (stored.cells, stored.ends_at)
    october = month_of(OCTOBER)
    assert october.period.starts_at == stored.ends_at
    assert october.units[bonus_id()].total.moved["adjusted"] == -25
    assert Entry.objects.filter(kind="adjust", at=stored.ends_at).count() == 1
    assert broken_laws() == []
    assert AuditEvent.objects.filter(act="closed", object_kind="closed_month").count() == 2
    commit_proofs()


def test_what_expired_before_a_month_was_closed_is_in_it(db: None) -> None:
    # given points that expired in September, and no night since
    give(70, at=day(9, 15), expires_at=day(9, 25))
    # when
    _close(SEPTEMBER)
    # then
    assert month_of(SEPTEMBER).units[bonus_id()].total.moved["expired"] == -70


@pytest.mark.parametrize(
    ("proof_at", "broken", "close_at", "refusal"),
    [
        (None, 0, AFTER, BooksNotProved),
        (AFTER - DAY - timedelta(seconds=1), 0, AFTER, BooksNotProved),
        (AFTER, 1, AFTER, BooksNotProved),
        (day(9, 30), 0, day(9, 30) + 12 * HOUR, TooEarlyToClose),
    ],
)
def test_a_month_is_closed_when_it_is_over_and_the_books_are_proved(
    db: None, proof_at: object, broken: int, close_at: object, refusal: type[Exception]
) -> None:
    give(10, at=day(9, 15))
    if proof_at:
        proved(proof_at, broken=broken)  # type: ignore[arg-type]
    with pytest.raises(refusal):
        close_months(month=SEPTEMBER, author_id=None, note="", at=close_at)  # type: ignore[arg-type]
    assert not ClosedMonth.objects.exists()


def test_a_month_is_closed_once_and_only_where_something_moved(db: None) -> None:
    with pytest.raises(NothingToClose):
        _close(AUGUST)
    give(10, at=day(9, 15))
    with pytest.raises(NothingToClose):
        _close(AUGUST)
    _close(SEPTEMBER)
    with pytest.raises(NothingToClose):
        _close(SEPTEMBER)
    with pytest.raises(MonthIsClosed):
        set_breakage(unit_id=bonus_id(), month=day(9, 9).date(), rate=1, reason="late", author_id=None, at=AFTER)
    set_breakage(unit_id=bonus_id(), month=OCTOBER, rate=1, reason="in time", author_id=None, at=AFTER)


def test_a_close_that_was_cut_short_goes_on(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # given somebody who pulls the plug between closing the books and storing the figures
    give(10, owner=VERA, at=day(9, 15))
    with monkeypatch.context() as broken:
        broken.setattr("analytics.accounting.close_months.history", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            _close(SEPTEMBER)
    correct(-3, day(9, 20), owner=VERA)
    assert not ClosedMonth.objects.exists()
    # when
    assert _close(SEPTEMBER) == 1
    # then
    assert month_of(SEPTEMBER).units[bonus_id()].total.closing == 10
    assert month_of(OCTOBER).units[bonus_id()].total.closing == 7
    assert broken_laws() == []


def test_the_laws_see_a_month_that_is_not_what_the_books_say(db: None) -> None:
    # given
    live()
    _close(SEPTEMBER)
    assert broken_laws() == []
    # when somebody stores an October of their own
    period = CountedMonth.objects.get(month=OCTOBER)
    ClosedMonth.objects.create(
        month=OCTOBER, starts_at=period.starts_at, ends_at=period.ends_at, terms=[], digest="0" * 64, proof_id=1,
        cells=[[*cell[:3], cell[3] + 1, cell[4]] for cell in period.cells], at=AFTER,
    )  # fmt: skip
    # then
    assert broken_laws() == ["Q-80", "Q-81", "Q-82"]
