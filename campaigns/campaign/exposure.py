"""The most that a campaign can cost in a month: what its budgets allow at the worst."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from campaigns.effects.effect import Cost, Effect
from campaigns.engine.definition import Budget, BudgetScope, Definition, Metric, Period
from loyalty.money import BONUS

_DAYS = 31
# How many of a period one month can touch: a month of 31 days reaches into six weeks.
IN_A_MONTH = {Period.DAY: _DAYS, Period.WEEK: 6, Period.MONTH: 1, Period.YEAR: 1, Period.ALL: 1}
_METRICS = {Cost.DISCOUNT: Metric.DISCOUNT, Cost.POINTS: Metric.POINTS}


def exposure(definition: Definition, *, worth: Mapping[str, int]) -> int | None:
    """Kopecks in a calendar month at the worst; None when nothing bounds it. `worth`: kopecks that the smallest step of
    each unit pays for; a unit that is not there pays for nothing by itself.

    Points count in full, whether they will be spent or not. Only what counts for the whole campaign bounds it: limits
    of a member or a shop do not, and nothing bounds goods that are given away. A budget of discounts and points
    together reckons the main points only, so it does not bound others that pay, too.
    """
    costs = frozenset(cost for effect in definition.effects for cost in effect.costs)
    if Cost.GOODS in costs:
        return None
    budgets = [one for one in definition.budgets if one.scope is BudgetScope.CAMPAIGN and one.period in IN_A_MONTH]
    apart = [_least(_bounds(cost, definition, budgets, worth)) for cost in sorted(costs)]
    reckoned = all(_is_reckoned(effect, worth) for effect in definition.effects)
    together = _least(_month(one, definition) for one in budgets if one.metric is Metric.MARGIN and reckoned)
    if None in apart:
        return together
    of_parts = sum(one for one in apart if one is not None)
    return of_parts if together is None else min(of_parts, together)


def purchases_with_goods(definition: Definition, *, worth: Mapping[str, int]) -> int | None:
    """Where nothing but goods that are given away is without a bound in kopecks: in how many purchases of a month they
    can be given at the worst. None where nothing bounds that, too, or no goods are given away."""
    given = [effect for effect in definition.effects if Cost.GOODS in effect.costs]
    rest = replace(definition, effects=tuple(effect for effect in definition.effects if effect not in given))
    if not given or exposure(rest, worth=worth) is None:
        return None
    budgets = (one for one in definition.budgets if one.scope is BudgetScope.CAMPAIGN and one.period in IN_A_MONTH)
    return _least(_month(one, definition) for one in budgets if one.metric is Metric.USES)


def _bounds(cost: Cost, definition: Definition, budgets: list[Budget], worth: Mapping[str, int]) -> Iterator[int]:
    """All that bounds one kind of cost, kopecks a month."""
    effects = [effect for effect in definition.effects if cost in effect.costs]
    dearest = max(_worth(effect, worth) for effect in effects) if cost is Cost.POINTS else 1
    if not dearest:
        yield 0
    most = [effect.most_for_order() for effect in effects]
    for_order = sum((one or 0) * _price(effect, cost, worth) for effect, one in zip(effects, most, strict=True))
    for budget in budgets:
        if budget.metric is _METRICS[cost]:
            yield _month(budget, definition) * dearest
        elif budget.metric is Metric.USES and None not in most:
            yield _month(budget, definition) * for_order


def _price(effect: Effect, cost: Cost, worth: Mapping[str, int]) -> int:
    return _worth(effect, worth) if cost is Cost.POINTS else 1


def _worth(effect: Effect, worth: Mapping[str, int]) -> int:
    """Kopecks that a step of what the effect gives pays for."""
    return worth.get(getattr(effect, "unit", BONUS), 0)


def _is_reckoned(effect: Effect, worth: Mapping[str, int]) -> bool:
    return Cost.POINTS not in effect.costs or getattr(effect, "unit", BONUS) == BONUS or not _worth(effect, worth)


def _month(budget: Budget, definition: Definition) -> int:
    times = IN_A_MONTH[budget.period]
    if definition.starts_at is not None and definition.ends_at is not None:
        days = (definition.ends_at - definition.starts_at).days + 2  # the parts of a day at both ends
        times = min(times, {Period.DAY: days, Period.WEEK: days // 7 + 2}.get(budget.period, times))
    return budget.limit * times


def _least(amounts: Iterator[int]) -> int | None:
    return min(amounts, default=None)
