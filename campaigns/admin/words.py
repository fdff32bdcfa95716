"""Campaigns in words for the staff: states, places in a definition, budgets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.format import BUDGET_FIELDS, PLAIN_FIELDS, parse_campaign
from campaigns.campaign.models import BudgetCounter, Campaign
from campaigns.campaign.periods import period_key
from campaigns.campaign.words import InWords, amount_words, in_words
from campaigns.conditions.condition import CONDITIONS
from campaigns.effects.effect import EFFECTS
from campaigns.engine.definition import Budget, BudgetScope, Definition, Period
from loyalty.admin.kit import pill
from loyalty.refusals import Words
from loyalty.rules.invalid import InvalidRule

_TONES = {"running": "good", "scheduled": "info", "in_review": "info", "paused": "warn"}
_PARTS: dict[str, Words] = {
    "when": _("the rule"), "effects": _("effects"), "budgets": _("budgets"), "starts_at": _("start"),
    "ends_at": _("end"), "title": _("name"), "all": _("all of"), "any": _("any of"), "none": _("none of"),
    "goods": _("goods"), "code": _("code"), "ru": _("in Russian"), "en": _("in English"),
}  # fmt: skip
_TOKEN = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


@dataclass(frozen=True, kw_only=True)
class Used:
    """A budget with what is used of it in its period now, in words and in percent."""

    used: str
    limit: str
    percent: int


def state_pill(state: str) -> SafeString:
    return pill(Campaign.State(state).label, _TONES.get(state, ""))


def definition_of(raw: Mapping[str, Any]) -> Definition | None:
    """None where the stored form is no longer understood."""
    try:
        return parse_campaign(dict(raw), version=0)
    except InvalidRule:
        return None


def words_of(raw: Mapping[str, Any]) -> InWords | None:
    definition = definition_of(raw)
    return None if definition is None else in_words(definition)


def place(path: str) -> str:
    """`when.all[0].age.at_least` → «the rule → all of → 1 → age → At least»."""
    said: list[str] = []
    known: dict[str, Words] = {name: param.label for name, param in PLAIN_FIELDS.items()}
    for index, name in _TOKEN.findall(path):
        if index:
            said.append(str(int(index) + 1))
        elif name in _PARTS:
            said.append(str(_PARTS[name]))
        elif name in known:
            said.append(str(known[name]))
        else:
            said.append(f"«{name}»")
        kind = next((kinds[name] for kinds in (CONDITIONS, EFFECTS) if name in kinds), None)
        if kind is not None:
            known = {one: param.label for one, param in kind.params().items()}
        elif name == "budgets":
            known = {one: param.label for one, param in BUDGET_FIELDS.items()}
    return " → ".join(said)


def used_of(campaigns: list[Campaign], *, at: datetime, zone: ZoneInfo) -> dict[int, tuple[Used, ...]]:
    """Of each campaign, what is used of the budgets that count for the whole of it. One query."""
    counters = BudgetCounter.objects.filter(campaign__in=campaigns, scope_key="").values_list(
        "campaign_id", "budget", "period_key", "used"
    )
    used: dict[tuple[int, int, str], int] = {}
    for campaign_id, number, key, amount in counters:
        used[campaign_id, number, key] = used.get((campaign_id, number, key), 0) + amount
    found = {}
    for campaign in campaigns:
        definition = definition_of(campaign.version.definition if campaign.version else campaign.draft)
        budgets = [] if definition is None else [one for one in definition.budgets if _is_whole(one)]
        keys = [(one, period_key(one.period, at=at, zone=zone)) for one in budgets]
        found[campaign.pk] = tuple(_used(one, used.get((campaign.pk, one.number, key), 0)) for one, key in keys)
    return found


def _is_whole(budget: Budget) -> bool:
    return budget.scope is BudgetScope.CAMPAIGN and budget.period is not Period.ORDER


def _used(budget: Budget, used: int) -> Used:
    return Used(
        used=amount_words(budget.metric, used), limit=amount_words(budget.metric, budget.limit),
        percent=min(100, used * 100 // budget.limit),
    )  # fmt: skip
