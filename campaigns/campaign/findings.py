"""What is doubtful about a campaign, told before it is published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from campaigns.campaign.can_hold import can_hold
from campaigns.campaign.days_of import days_of
from campaigns.campaign.names_missing import names_missing
from campaigns.campaign.prices_raised import prices_raised
from campaigns.campaign.shadowed_by import shadowed_by
from campaigns.campaign.words import budget_words
from campaigns.effects.effect import Cost, Effect
from campaigns.engine.definition import Definition, Metric
from loyalty.money import BASIS_POINTS
from loyalty.purchase.goods import EVERYTHING
from loyalty.rules.predicate import All

MOST_CLAUSES = 9  # what a person reads in ten seconds
NEARLY_ALL = BASIS_POINTS * 9 // 10
_NAMED = 3
_COUNTED = {
    Metric.DISCOUNT: {Cost.DISCOUNT}, Metric.POINTS: {Cost.POINTS}, Metric.MARGIN: {Cost.DISCOUNT, Cost.POINTS}
}  # fmt: skip


class Weight(StrEnum):
    """STOP: it is not published so. WARN: a person decides."""

    STOP = "stop"
    WARN = "warn"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`text` is a sentence in the active language that says what to do."""

    code: str
    weight: Weight
    text: str


def findings(*, definition: Definition, at: datetime, most: int | None) -> tuple[Finding, ...]:
    """What is doubtful, the gravest first. `most`: what it can cost in a month, kopecks, None when nothing bounds it.
    Some eight queries."""
    found = [*_of_itself(definition, at, most), *_of_others(definition, at)]
    return tuple(sorted(found, key=lambda one: one.weight is not Weight.STOP))


def _of_itself(definition: Definition, at: datetime, most: int | None) -> Iterator[Finding]:
    if definition.when is not None and not can_hold(definition.when.test()):
        yield Finding(
            code="contradiction", weight=Weight.STOP,
            text=_("The conditions contradict each other: no purchase can meet them all. Take one of them out."),
        )  # fmt: skip
    elif definition.when is not None and not can_hold(All((definition.when.test(), days_of(definition, at=at)))):
        yield Finding(
            code="never_then", weight=Weight.STOP,
            text=_("Its conditions and its dates never meet: no purchase could have it. Change one or the other."),
        )  # fmt: skip
    if definition.when is None and most is None and any(_is_everything(effect) for effect in definition.effects):
        yield Finding(
            code="everything_for_nothing", weight=Weight.STOP,
            text=_("It gives nearly everything away to everybody. Name the goods, add a condition or set a budget."),
        )  # fmt: skip
    costs = {cost for effect in definition.effects for cost in effect.costs}
    for budget in definition.budgets:
        if budget.metric in _COUNTED and costs.isdisjoint(_COUNTED[budget.metric]):
            yield Finding(
                code="idle_budget", weight=Weight.WARN,
                text=_("Nothing it gives is counted by this budget, so it bounds nothing: {budget}.").format(
                    budget=budget_words(budget)
                ),
            )  # fmt: skip
    clauses = len(definition.effects) + len(definition.budgets)
    clauses += 0 if definition.when is None else sum(1 for _one in definition.when.leaves())
    if clauses > MOST_CLAUSES:
        yield Finding(
            code="too_long", weight=Weight.WARN,
            text=_(
                "It has {n} clauses: customers and colleagues will not follow it. Two simple campaigns are better than "
                "a difficult one."
            ).format(n=clauses),
        )  # fmt: skip


def _is_everything(effect: Effect) -> bool:
    """A discount of nine tenths or more on whatever is bought."""
    rates = [getattr(effect, "rate", 0) or 0, *(one.value for one in getattr(effect, "steps", ()))]
    over_all = getattr(effect, "goods", None) == EVERYTHING
    return Cost.DISCOUNT in effect.costs and over_all and effect.most_for_order() is None and max(rates) >= NEARLY_ALL


def _of_others(definition: Definition, at: datetime) -> Iterator[Finding]:
    if missing := names_missing(definition):
        yield Finding(
            code="unknown_names", weight=Weight.WARN,
            text=_("There is nothing by these codes: {names}. Until there is, this part never applies.").format(
                names=_some(missing)
            ),
        )  # fmt: skip
    if winners := shadowed_by(definition):
        yield Finding(
            code="shadowed", weight=Weight.WARN,
            text=_("“{title}” always wins over it in the same lane. Raise the priority or change the lane.").format(
                title=winners[0]
            ),
        )  # fmt: skip
    if raised := prices_raised(definition, at=at):
        yield Finding(
            code="prices_raised", weight=Weight.WARN,
            text=_(
                "The shelf price of some of the goods rose in the last 30 days: {names}. A discount from a raised "
                "price misleads customers."
            ).format(names=_some(raised)),
        )  # fmt: skip


def _some(names: tuple[str, ...]) -> str:
    """A few of them, and how many more."""
    said = ", ".join(names[:_NAMED])
    return said if len(names) <= _NAMED else _("{names} and {n} more").format(names=said, n=len(names) - _NAMED)
