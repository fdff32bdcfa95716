"""What a metric is, and the registry of them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, TypeVar

from django.utils.translation import gettext_lazy as _

from analytics.figures.models import Period
from loyalty.refusals import Words
from loyalty.registries import Registry

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build


class Shows(StrEnum):
    """In what a figure is shown."""

    MONEY = "money"  # kopecks
    POINTS = "points"  # minor steps
    COUNT = "count"
    SHARE = "share"  # of one; shown in per cent
    TIMES = "times"  # a number with a fraction, as orders per member
    DAYS = "days"


class Subject(StrEnum):
    """What the rows behind a figure are of; `subject` in them is its id."""

    ORDER = "order"
    MEMBER = "member"
    LINE = "line"
    ENTRY = "entry"
    COUPON = "coupon"


class Adds(StrEnum):
    """What the figures of several periods make."""

    SUM = "sum"  # figures of months add up to that of their quarter
    RUNNING = "running"  # a figure is the change in its period; what stands at its end is the sum of all so far
    NOT = "not"  # every period is counted by itself: a member of two months is one member of the quarter


class Metric(ABC):
    """A figure is two sums over `rows`: of the numerators and of the denominators. What is shown is the one over the
    other where it `is_ratio`, else the first, the second telling of how many.

    A period's figure depends on nothing that happened after its end: when something changes, it and later ones are
    counted again; only the period that goes on has what is told `of_now`. `keys` says what `key` tells apart; empty
    where it is. Subject 0 stands for all the rest of a denominator, where a row for each of them would be too many, or
    for what nobody has done: `rest` names it.
    """

    code: ClassVar[str]  # for ever
    title: ClassVar[Words]
    formula: ClassVar[Words]
    denominator: ClassVar[Words]
    over_periods: ClassVar[Words]
    shows: ClassVar[Shows]
    subject: ClassVar[Subject]
    is_ratio: ClassVar[bool] = False
    of_now: ClassVar[bool] = False
    adds: ClassVar[Adds] = Adds.NOT
    keys: ClassVar[Words] = ""
    key_titles: ClassVar[Mapping[str, Words]] = {}
    rest: ClassVar[Words] = _("all the others")
    traps: ClassVar[tuple[Words, ...]] = ()
    kinds: ClassVar[tuple[str, ...]] = tuple(Period.Kind.values)
    cuts: ClassVar[tuple[str, ...]] = ("all", "shop", "tier", "segment")

    @abstractmethod
    def rows(self, build: "Build") -> "Table":
        """The rows behind every figure of the periods that are due: `build.shaped` gives them their columns."""


metrics: Registry[Metric] = Registry("metrics")
_M = TypeVar("_M", bound=type[Metric])


def register(kind: _M) -> _M:
    """Adds the metric to the registry under its code."""
    metrics.add(kind.code, kind())
    return kind


SUMS = _("Figures of shorter periods add up to that of the longer one.")
RUNS = _("A figure is the change in its period; what stands at its end is the sum of all so far.")
NOT_A_SUM = _("Every period is counted by itself: figures of months do not add up to that of the quarter.")
OWN_ORDERS = _("Figures of a shop look at its own orders alone: who is new there may be an old customer elsewhere.")
LEFT_CENSORED = _(
    "Nothing is known of what was bought before the first order that was brought in: in the first months nearly"
    " everybody looks new."
)
UNFINISHED = _("Of a period that goes on, it tells what it will be if nobody buys any more until its end.")
