"""A fact: a named value at an instant. What it is read from is its owner's business; the language only compares it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from loyalty.refusals import Words
from loyalty.registries import Registry

Value = int | str | bool | tuple[str, ...]
Scene = Any  # what a cart fact reads: the language knows no cart
Rows = Any  # a member's rows, loaded by one query, that a member fact folds


class Totals(Protocol):
    """The expression of `what` (given a filter of rows or None, an aggregate) over the member's own of `rows` that meet
    `where`; `member` is the way from a row to its member. `rows` of one model are always the same for one moment."""

    def __call__(self, *, rows: Any, where: Any, what: Callable[[Any], Any], member: str) -> Any: ...


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The instant of a question about members, and the programme's zone, whose calendar counts days.

    `totals` is how sums over a member's rows are asked for in SQL: one subquery for each (None), or all in one pass.
    """

    at: datetime
    zone: ZoneInfo
    totals: "Totals | None" = field(default=None, compare=False)

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()


@dataclass(frozen=True, kw_only=True)
class Source:
    """Rows that member facts fold. `sql` is a scalar JSON subquery about the member in `m`; its parameters are named
    `at`, `today`, `zone` and `since`, the first day that any window looks at. `parse` makes rows of that JSON.
    `moved_by`: the events of a member after which their rows may differ, so that whoever keeps what was read looks
    again; empty where only jobs write them."""

    code: str
    sql: str
    parse: Callable[[Any], Rows]
    moved_by: frozenset[str]


SOURCES: Registry[Source] = Registry("sources of member facts")


class Type(StrEnum):
    """What a value measures, and so how it is compared and written. Money in kopecks, percents in basis points,
    points in minor steps, quantities in thousandths, dates and times as ISO text."""

    AMOUNT = "amount"
    POINTS = "points"
    NUMBER = "number"
    QUANTITY = "quantity"
    PERCENT = "percent"
    DAYS = "days"
    DATE = "date"
    CHOICE = "choice"
    TEXT = "text"
    TEXTS = "texts"
    FLAG = "flag"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """`key` names it, arguments included, for ever: two facts of one key are one fact.

    `read(scene)` gives the value at the till; None means absent, and an absent value meets no comparison.
    `options` are the values of a choice; `of` says what a text is the code of (as `Param.of`).
    """

    key: str
    label: Words = field(compare=False)
    type: Type
    read: Callable[[Scene], Value | None] = field(compare=False, repr=False)
    can_be_absent: bool = False
    options: tuple[tuple[str, Words], ...] = field(default=(), compare=False, repr=False)
    of: str = field(default="", compare=False, repr=False)

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, kw_only=True)
class MemberFact(Fact):
    """One definition in two renderings: `fold` over the rows of the member at the till, `expression` for a million.

    `source` names the rows it folds; `days` is how many days back it looks (None: to the beginning). Both renderings
    give one value for one member and moment; a law tests it.
    """

    source: str
    fold: Callable[[Rows, Moment], Value | None] = field(compare=False, repr=False)
    expression: Callable[[Moment], Any] = field(compare=False, repr=False)
    days: int | None = field(default=0, compare=False)

    __hash__ = Fact.__hash__


def member_fact(
    *,
    key: str,
    label: Words,
    type: Type,  # noqa: A002
    source: str,
    fold: Callable[[Rows, Moment], Value | None],
    expression: Callable[[Moment], Any],
    can_be_absent: bool = False,
    options: tuple[tuple[str, Words], ...] = (),
    days: int | None = 0,
    of: str = "",
) -> MemberFact:
    """A fact about a member. At the till its value was folded before and lies in `scene.known`, under its key."""
    return MemberFact(
        key=key, label=label, type=type, source=source, fold=fold, expression=expression, can_be_absent=can_be_absent,
        options=options, days=days, of=of, read=lambda scene: scene.known.get(key),
    )  # fmt: skip
