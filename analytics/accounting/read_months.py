"""Reads the accountant's months as they were counted last, or closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from analytics.accounting.models import ClosedMonth, CountedMonth
from analytics.accounting.periods import Period
from analytics.accounting.report import UnitReport, report_of
from analytics.accounting.terms import History, history, kept


@dataclass(frozen=True, kw_only=True)
class Closed:
    """Who closed a month, when, and under which seal."""

    author_id: int | None
    at: datetime
    note: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """Why points (minor steps) were given; `campaign_version` is the id of the version that gave them, None for the
    programme's own and for those of days when lots did not say."""

    unit: int
    reason: str
    campaign_version: int | None
    points: int


@dataclass(frozen=True, kw_only=True)
class MonthReport:
    """Of one month: units by id (those with a price, certificates' money among them), why points were given, and what
    will expire (only of the month that was going on when it was counted). `closed` is None while figures may change.
    """

    period: Period
    counted_at: datetime
    units: dict[int, UnitReport]
    occasions: Sequence[Occasion]
    ahead: Sequence[tuple[int, date | None, int]]
    closed: Closed | None

    def is_over(self, at: datetime) -> bool:
        return self.period.ends_at <= at


def read_months() -> tuple[MonthReport, ...]:
    """Every month, oldest first; what was never counted is not there. Four queries."""
    closed = {row.month: row for row in ClosedMonth.objects.all()}
    terms = history()
    return tuple(_report(row, closed.get(row.month), terms) for row in CountedMonth.objects.order_by("month"))


def _occasion(unit: int, reason: str, *rest: int | None) -> Occasion:
    """Counts before lots said whose they are have no version."""
    version, points = rest if len(rest) == 2 else (None, rest[0])
    return Occasion(unit=unit, reason=reason, campaign_version=version, points=points or 0)


def _report(row: CountedMonth, closed: ClosedMonth | None, terms: History) -> MonthReport:
    """A closed month says what it was closed with, never what was counted later."""
    told = closed or row
    period = Period(month=row.month, starts_at=told.starts_at, ends_at=told.ends_at, closed=closed is not None)
    return MonthReport(
        period=period, counted_at=row.counted_at,
        units=report_of(cells=told.cells, terms=kept(closed.terms) if closed else terms.of(period)),
        occasions=[_occasion(*one) for one in row.occasions],
        ahead=[(unit, date.fromisoformat(month) if month else None, points) for unit, month, points in row.ahead],
        closed=Closed(author_id=closed.author_id, at=closed.at, note=closed.note, digest=closed.digest)
        if closed
        else None,
    )  # fmt: skip
