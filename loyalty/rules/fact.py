"""A fact: a named value at an instant. What it is read from is its owner's business; the language only compares it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Expression

from loyalty.refusals import Words

Value = int | str | bool | tuple[str, ...]
Scene = Any  # what a cart fact reads: the language knows no cart
Rows = Any  # a member's rows, loaded by one query, that a member fact folds
Moment = Any  # the instant and the zones that an expression needs


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
    `options` are the values of a choice.
    """

    key: str
    label: Words = field(compare=False)
    type: Type
    read: Callable[[Scene], Value | None] = field(compare=False, repr=False)
    can_be_absent: bool = False
    options: tuple[tuple[str, Words], ...] = field(default=(), compare=False, repr=False)

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, kw_only=True)
class MemberFact(Fact):
    """One definition in two renderings: `fold` over the rows of the member at the till, `expression` for a million.

    `source` names the rows it folds. Both renderings give one value for one member and moment; a law tests it.
    """

    source: str
    fold: Callable[[Rows, Moment], Value | None] = field(compare=False, repr=False)
    expression: Callable[[Moment], Expression] = field(compare=False, repr=False)

    __hash__ = Fact.__hash__


def member_fact(
    *,
    key: str,
    label: Words,
    type: Type,  # noqa: A002
    source: str,
    fold: Callable[[Rows, Moment], Value | None],
    expression: Callable[[Moment], Expression],
    can_be_absent: bool = False,
    options: tuple[tuple[str, Words], ...] = (),
) -> MemberFact:
    """A fact about a member. At the till its value was folded before and lies in `scene.known`, under its key."""
    return MemberFact(
        key=key, label=label, type=type, source=source, fold=fold, expression=expression, can_be_absent=can_be_absent,
        options=options, read=lambda scene: scene.known.get(key),
    )  # fmt: skip
