"""A campaign as the engine takes it: parsed, checked, frozen. Its stored form is docs/campaign-format.md."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from campaigns.effects.effect import Effect
from loyalty.purchase.outcomes import Text
from loyalty.rules.rule import Rule


class Metric(StrEnum):
    """What a budget counts: kopecks of discount, points (minor steps), uses, or kopecks below the usual margin."""

    DISCOUNT = "discount"
    POINTS = "points"
    USES = "uses"
    MARGIN = "margin"


class BudgetScope(StrEnum):
    CAMPAIGN = "campaign"
    SHOP = "shop"
    MEMBER = "member"


class Period(StrEnum):
    """Local calendar periods of the programme's zone; a week starts on Monday. `order` is the number of the member's
    order: two tills that both price the fifth order cannot both have it."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"
    ORDER = "order"


@dataclass(frozen=True, kw_only=True)
class Budget:
    """At most `limit` of `metric` for each value of the scope in each period. `trim`: the last benefit is made smaller
    to fit; else a benefit that does not fit whole is not given. `number` tells the budgets of a campaign apart, from
    version to version. `shards`: into how many rows the count is split, for a budget that many tills use at once."""

    number: int
    metric: Metric
    scope: BudgetScope
    period: Period
    limit: int
    trim: bool = False
    shards: int = 1


class OnReturn(StrEnum):
    """What a return gives back to budgets and limits: all of it when everything has come back; money and points in the
    measure of the goods that come back (uses with the last of them); nothing."""

    WHOLE = "whole"
    PARTS = "parts"
    NOTHING = "nothing"


class Mode(StrEnum):
    """Who wins inside a lane."""

    STACK = "stack"
    FIRST = "first"
    BEST = "best"
    BEST_FOR_BOTH = "best_for_both"


@dataclass(frozen=True, kw_only=True)
class Lane:
    """Campaigns compete inside a lane and add up across lanes, which run by `order`.

    `by_line`: the winner is chosen for each line by itself. `within_rate` (basis points): how far below the best for
    the customer `best_for_both` looks for the better margin.
    """

    code: str
    order: int
    mode: Mode = Mode.STACK
    by_line: bool = False
    within_rate: int = 0


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One version of one campaign. It runs at instants in [starts_at, ends_at). Ties: the higher `priority`, then the
    code that comes first. `on_shelf`: sizes are computed from shelf prices. `only_free`: looks only at pieces that no
    offer has used up."""

    code: str
    version: int
    title: Text
    lane: str
    priority: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    when: Rule | None = None
    effects: tuple[Effect, ...]
    excludes: frozenset[str] = frozenset()
    budgets: tuple[Budget, ...] = ()
    on_return: OnReturn = OnReturn.WHOLE
    on_shelf: bool = False
    uses_up: bool = True
    only_free: bool = False
