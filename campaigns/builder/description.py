"""The builder's page as data: every condition and effect, the questions about budgets, the words of its buttons."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from campaigns.builder.labels import LABELS
from campaigns.builder.titles import CONDITION_TITLES, EFFECT_TITLES, condition_sections, effect_sections, usual_lane
from campaigns.campaign.format import BUDGET_FIELDS, MOST_BUDGETS, MOST_EFFECTS
from campaigns.conditions.condition import CONDITIONS
from campaigns.effects.effect import EFFECTS
from campaigns.engine.definition import BudgetScope, Metric, Period
from loyalty.admin.description import common_described, kinds_described, param_described
from loyalty.refusals import Words

METRICS: dict[Metric, Words] = {
    Metric.DISCOUNT: _("roubles of discounts"), Metric.USES: _("purchases"), Metric.POINTS: _("points"),
    Metric.MARGIN: _("roubles of discounts and points together"),
}  # fmt: skip
SCOPES: dict[BudgetScope, Words] = {
    BudgetScope.CAMPAIGN: _("for all customers together"), BudgetScope.MEMBER: _("for each member"),
    BudgetScope.SHOP: _("for each shop"),
}  # fmt: skip
PERIODS: dict[Period, Words] = {
    Period.ALL: _("in all the time"), Period.DAY: _("a day"), Period.WEEK: _("a week"), Period.MONTH: _("a month"),
    Period.YEAR: _("a year"), Period.ORDER: _("for each number of the order"),
}  # fmt: skip


def description() -> dict[str, Any]:
    """In the active language; one query at most (units)."""
    conditions = kinds_described(
        CONDITIONS, sections=condition_sections([code for code, _kind in CONDITIONS]), titles=CONDITION_TITLES
    )
    effects = kinds_described(EFFECTS, sections=effect_sections(), titles=EFFECT_TITLES)
    common = common_described()
    return {
        **common,
        "labels": common["labels"] | {name: str(label) for name, label in LABELS.items()},
        "conditions": conditions,
        "effects": {
            **effects, "most": MOST_EFFECTS, "lanes": {code: usual_lane(code) for code, _kind in EFFECTS},
            "costs": {code: sorted(kind.costs) for code, kind in EFFECTS},
        },
        "budgets": _budgets(),
    }  # fmt: skip


def _budgets() -> dict[str, Any]:
    options: dict[str, list[list[str]]] = {
        name: [[one.value, str(said)] for one, said in words.items()]
        for name, words in (("metric", METRICS), ("scope", SCOPES), ("period", PERIODS))
    }
    params = [param_described(name, param) for name, param in BUDGET_FIELDS.items()]
    return {
        "most": MOST_BUDGETS,
        "params": {one["name"]: {**one, "options": options.get(one["name"], [])} for one in params},
    }
