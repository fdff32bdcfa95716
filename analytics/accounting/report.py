"""The accountant's report of a month: points and kopecks, by the month the points were given in. Pure arithmetic.

Outstanding points × price × (1 − breakage) are owed. What members owe (debt) stands apart and is taken off nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from analytics.accounting.models import START
from analytics.accounting.terms import Terms
from loyalty.money import rate_of

# The columns of the report, in their order, with the kinds of operations that each adds up.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "issued": ("earn",),
    "brought": ("opening",),
    "given_back": ("give_back",),
    "spent": ("burn", "capture"),
    "expired": ("expire",),
    "clawed_back": ("claw_back",),
    "adjusted": ("adjust",),
    "transferred": ("transfer",),
    "repaid": ("repay",),
}
_COLUMN = {kind: column for column, kinds in COLUMNS.items() for kind in kinds}
# What makes members owe points and what ends it, by kind of operation.
DEBTS: Mapping[str, str] = {
    "claw_back": "clawed_back", "burn": "oversold", "repay": "repaid", "give_back": "forgiven",
}  # fmt: skip
_DEBT = {START: "opening", **DEBTS}
Cell = Sequence[object]


@dataclass(frozen=True, kw_only=True)
class Row:
    """Points (minor steps) of one cohort, named by the first day of its month; None: of all of them.

    `opening` and what moved, by column, make `closing`. Kopecks: what `closing` is worth, what of it will never be
    used, and what is owed.
    """

    cohort: date | None
    opening: int
    moved: Mapping[str, int]
    closing: int
    worth_kopecks: int
    unused_kopecks: int

    @property
    def owed_kopecks(self) -> int:
        return self.worth_kopecks - self.unused_kopecks


@dataclass(frozen=True, kw_only=True)
class Debt:
    """Points that owners owe: what they owed, what was taken back or sold beyond what was there, what they repaid, and
    what was forgiven because the burn came back."""

    opening: int = 0
    clawed_back: int = 0
    oversold: int = 0
    repaid: int = 0
    forgiven: int = 0

    @property
    def is_any(self) -> bool:
        """Whether there was any in the month."""
        return bool(self.opening or self.clawed_back or self.oversold)

    @property
    def closing(self) -> int:
        return self.opening + self.clawed_back + self.oversold - self.repaid - self.forgiven


@dataclass(frozen=True, kw_only=True)
class UnitReport:
    """One unit with a price. The worth of the opening balance is that of the month before; a price that changed since
    makes `revalued_kopecks`. Opening worth + revaluation + what moved × price = closing worth, to the kopeck."""

    terms: Terms
    rows: tuple[Row, ...]
    total: Row
    debt: Debt
    opening_kopecks: int
    opening_owed_kopecks: int
    revalued_kopecks: int
    moved_kopecks: Mapping[str, int]


@dataclass(kw_only=True)
class _Cohort:
    opening: int = 0
    moved: dict[str, int] = field(default_factory=dict)


def report_of(*, cells: Iterable[Cell], terms: Iterable[Terms]) -> dict[int, UnitReport]:
    """By unit id, of units that had a price before the month or have one at its end."""
    by_unit: dict[int, list[Cell]] = {}
    for cell in cells:
        by_unit.setdefault(_int(cell[0]), []).append(cell)
    return {
        one.unit_id: _unit(by_unit.get(one.unit_id, ()), one)
        for one in terms
        if one.price is not None or one.price_before is not None
    }


def _unit(cells: Iterable[Cell], terms: Terms) -> UnitReport:
    cohorts: dict[date, _Cohort] = {}
    debt = dict.fromkeys(("opening", "clawed_back", "oversold", "repaid", "forgiven"), 0)
    for _unit_id, month, kind, points, owed in cells:
        if _int(owed):
            name = _DEBT[str(kind)]
            debt[name] += -_int(owed) if name in ("repaid", "forgiven") else _int(owed)
        if month is None:
            continue
        cohort = cohorts.setdefault(date.fromisoformat(str(month)), _Cohort())
        if kind == START:
            cohort.opening += _int(points)
        else:
            column = _COLUMN[str(kind)]
            cohort.moved[column] = cohort.moved.get(column, 0) + _int(points)
    rows = tuple(_row(month, one.opening, one.moved, terms) for month, one in sorted(cohorts.items()))
    moved = {column: sum(row.moved.get(column, 0) for row in rows) for column in COLUMNS}
    opening, price, before = sum(row.opening for row in rows), terms.price or 0, terms.price_before or 0
    return UnitReport(
        terms=terms, rows=rows, debt=Debt(**debt),
        total=Row(
            cohort=None, opening=opening, moved=moved, closing=sum(row.closing for row in rows),
            worth_kopecks=sum(row.worth_kopecks for row in rows),
            unused_kopecks=sum(row.unused_kopecks for row in rows),
        ),
        opening_kopecks=opening * before,
        opening_owed_kopecks=sum(
            row.opening * before - rate_of(row.opening * before, terms.rate_before) for row in rows
        ),
        revalued_kopecks=opening * (price - before),
        moved_kopecks={column: points * price for column, points in moved.items()},
    )  # fmt: skip


def _row(cohort: date, opening: int, moved: Mapping[str, int], terms: Terms) -> Row:
    closing = opening + sum(moved.values())
    worth = closing * (terms.price or 0)
    return Row(
        cohort=cohort, opening=opening, moved=moved, closing=closing, worth_kopecks=worth,
        unused_kopecks=rate_of(worth, terms.rate),
    )  # fmt: skip


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value
