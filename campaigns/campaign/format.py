"""The stored form of a campaign, and what it means: docs/campaign-format.md. Parsed once into a frozen Definition."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.campaign.budget_number import ONCE, is_implied, number_of
from campaigns.conditions.condition import CONDITIONS
from campaigns.effects.effect import EFFECTS
from campaigns.engine.definition import Budget, BudgetScope, Definition, Lane, Metric, Mode, OnReturn, Period
from loyalty.purchase.outcomes import Text
from loyalty.rules import params
from loyalty.rules.invalid import at as step
from loyalty.rules.params import Param, refuse
from loyalty.rules.rule import Rule, dump_rule, parse_rule

LONGEST_LANE = 32
MOST_EFFECTS, MOST_BUDGETS, MOST_EXCLUDED, MOST_SHARDS = 10, 10, 100, 16


@dataclass(frozen=True, kw_only=True)
class _Fields:
    """The plain parts of a campaign, each with its parser."""

    lane: str = params.text(_("Lane"), most=LONGEST_LANE)
    priority: int = params.number(_("Priority"), most=1_000, default=0)
    excludes: tuple[str, ...] = params.texts(_("Does not go with"), most=MOST_EXCLUDED, default=())
    on_shelf: bool = params.flag(_("Computed from shelf prices"), default=False)
    uses_up: bool = params.flag(_("Uses pieces up for other offers"), default=True)
    only_free: bool = params.flag(_("Looks only at pieces no offer has used up"), default=False)
    on_return: str = params.choice(
        _("What a return gives back to budgets"), [(one.value, one.value) for one in OnReturn], default="whole"
    )


@dataclass(frozen=True, kw_only=True)
class _BudgetFields:
    metric: str = params.choice(_("What is counted"), [(one.value, one.value) for one in Metric])
    scope: str = params.choice(_("For each"), [(one.value, one.value) for one in BudgetScope], default="campaign")
    period: str = params.choice(_("Period"), [(one.value, one.value) for one in Period], default="all")
    limit: int = params.whole(_("At most"), "number", str, 1, 10**15)
    trim: bool = params.flag(_("The last benefit is made smaller to fit"), default=False)
    shards: int = params.number(_("Split into so many counters"), least=1, most=MOST_SHARDS, default=1)


@dataclass(frozen=True, kw_only=True)
class _LaneFields:
    title: str = params.text(_("Name"), most=100)
    order: int = params.number(pgettext_lazy("lane", "Order"), most=32_767)
    mode: str = params.choice(_("Who wins"), [(one.value, one.value) for one in Mode], default=Mode.STACK.value)
    by_line: bool = params.flag(_("The winner is chosen for each line"), default=False)
    within_rate: int = params.percent(_("How far below the best for the customer"), default=0)


_YEARS = range(1970, 9_000)
PARTS = ("code", "title", "when", "effects", "budgets", "starts_at", "ends_at")
TITLE: Param = params.text(_("Name"), most=200).metadata["param"]
CODE: Param = params.text(_("Code"), most=64).metadata["param"]


def _params(fields: type) -> dict[str, Param]:
    return {name: field.metadata["param"] for name, field in fields.__dataclass_fields__.items()}  # type: ignore[attr-defined]


PLAIN_FIELDS, BUDGET_FIELDS, LANE_FIELDS = _params(_Fields), _params(_BudgetFields), _params(_LaneFields)


def parse_campaign(raw: Any, *, version: int) -> Definition:
    """From the stored form. Raises InvalidRule, naming the place, for anything unknown, malformed or missing."""
    if not isinstance(raw, dict):
        raise refuse("", _("A campaign is an object"))
    for name in raw:
        if name not in PLAIN_FIELDS and name not in PARTS:
            raise refuse(str(name), format_lazy(_("A campaign has no such part: {name}"), name=name))
    values = _plain(_Fields, {name: raw[name] for name in raw if name in PLAIN_FIELDS}, "")
    starts_at, ends_at = (parse_instant(raw.get(name), name) for name in ("starts_at", "ends_at"))
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        raise refuse("ends_at", _("A campaign ends after it starts"))
    when = None if raw.get("when") is None else parse_rule(raw["when"], conditions=CONDITIONS, path="when")
    return Definition(
        code=_code(raw.get("code")),
        version=version,
        title=_title(raw.get("title")),
        when=when,
        effects=tuple(EFFECTS.parse(one, step("effects", i)) for i, one in _list(raw.get("effects"), "effects")),
        budgets=(*parse_budgets(raw.get("budgets", [])), *_implied(when)),
        starts_at=starts_at,
        ends_at=ends_at,
        **{**values, "excludes": frozenset(values["excludes"]), "on_return": OnReturn(values["on_return"])},
    )


def dump_campaign(definition: Definition) -> dict[str, object]:
    """The stored form; `parse_campaign` of it gives an equal definition."""
    budgets = [one for one in definition.budgets if not is_implied(one.number)]
    return {
        "code": definition.code,
        "title": {"ru": definition.title.ru, "en": definition.title.en},
        "lane": definition.lane,
        "priority": definition.priority,
        "starts_at": definition.starts_at and definition.starts_at.isoformat(),
        "ends_at": definition.ends_at and definition.ends_at.isoformat(),
        "when": None if definition.when is None else dump_rule(definition.when),
        "effects": [EFFECTS.dump(effect) for effect in definition.effects],
        "excludes": sorted(definition.excludes),
        "on_shelf": definition.on_shelf,
        "uses_up": definition.uses_up,
        "only_free": definition.only_free,
        "on_return": definition.on_return.value,
        "budgets": [
            {"metric": one.metric.value, "scope": one.scope.value, "period": one.period.value, "limit": one.limit,
             "trim": one.trim, "shards": one.shards}
            for one in budgets
        ],
    }  # fmt: skip


def parse_lane(raw: Any) -> dict[str, Any]:
    """A lane as a document or a form has it, checked, defaults filled in. Raises InvalidRule."""
    if not isinstance(raw, dict):
        raise refuse("", _("A lane is an object"))
    for name in raw:
        if name != "code" and name not in LANE_FIELDS:
            raise refuse(str(name), format_lazy(_("A lane has no such part: {name}"), name=name))
    values = _plain(_LaneFields, {name: value for name, value in raw.items() if name != "code"}, "")
    if values["within_rate"] and values["mode"] != Mode.BEST_FOR_BOTH.value:
        raise refuse("within_rate", _("Only “the best for both” looks below the best for the customer"))
    if values["by_line"] and values["mode"] == Mode.STACK.value:
        raise refuse("by_line", _("Where all of them apply, nobody is chosen for a line"))
    code = _code(raw.get("code"))
    if len(code) > LONGEST_LANE:
        raise refuse("code", format_lazy(_("At most {most} characters in one line"), most=LONGEST_LANE))
    return {"code": code, **values}


def parse_lanes(raw: Any) -> tuple[Lane, ...]:
    """Lanes as a ruleset keeps them."""
    return tuple(
        Lane(code=one["code"], order=one["order"], mode=Mode(one["mode"]), by_line=one["by_line"],
             within_rate=one["within_rate"])
        for one in raw
    )  # fmt: skip


def _plain(fields: type, raw: dict[str, Any], path: str) -> dict[str, Any]:
    """The parsed values of all fields, defaults filled in."""
    known = _params(fields)
    given = {
        name: known[name].parse(value, step(path, name))
        for name, value in raw.items()
        if value is not None and (name, value) != ("excludes", [])
    }
    try:
        return {name: getattr(fields(**given), name) for name in known}
    except TypeError:
        missing = next(name for name in known if name not in given and not hasattr(fields, name))
        raise refuse(step(path, missing), _("This part is missing")) from None


def parse_budgets(raw: Any) -> tuple[Budget, ...]:
    """The budgets of a campaign as stored. Raises InvalidRule, naming the place under `budgets`."""
    if not isinstance(raw, list) or len(raw) > MOST_BUDGETS:
        raise refuse("budgets", format_lazy(_("A list of at most {most} budgets is expected here"), most=MOST_BUDGETS))
    found: list[Budget] = []
    for index, one in enumerate(raw):
        path = step("budgets", index)
        if not isinstance(one, dict) or set(one) - set(BUDGET_FIELDS):
            raise refuse(path, _("A budget has metric, scope, period, limit, trim and shards"))
        values = _plain(_BudgetFields, one, path)
        metric, scope, period = Metric(values["metric"]), BudgetScope(values["scope"]), Period(values["period"])
        number = number_of(metric=metric, scope=scope, period=period)
        if number in {other.number for other in found}:
            raise refuse(path, _("Another budget counts the same for the same in the same period"))
        if values["shards"] > 1 and scope is not BudgetScope.CAMPAIGN:
            raise refuse(step(path, "shards"), _("Only a budget of the whole campaign is split"))
        found.append(
            Budget(
                number=number, metric=metric, scope=scope, period=period, limit=values["limit"], trim=values["trim"],
                shards=values["shards"],
            )
        )  # fmt: skip
    return tuple(found)


def _implied(when: Rule | None) -> tuple[Budget, ...]:
    """What can happen once (the first order, a birthday) is claimed once for each member, so two quotes cannot both."""
    if when is None:
        return ()
    periods = list(dict.fromkeys(once for condition in when.leaves() if (once := condition.once()) is not None))
    return tuple(
        Budget(
            number=number_of(metric=ONCE, scope=BudgetScope.MEMBER, period=Period(once)), metric=Metric.USES,
            scope=BudgetScope.MEMBER, period=Period(once), limit=1,
        )
        for once in periods
    )  # fmt: skip


def _code(raw: Any) -> str:
    code: str = CODE.parse(raw, "code")
    if not code.isascii() or not code.replace("-", "").replace("_", "").isalnum() or code != code.lower():
        raise refuse("code", _("Use small Latin letters, digits and dashes"))
    return code


def _title(raw: Any) -> Text:
    if not isinstance(raw, dict) or set(raw) != {"ru", "en"}:
        raise refuse("title", _("A name in both languages is expected here: ru and en"))
    return Text(ru=TITLE.parse(raw["ru"], "title.ru"), en=TITLE.parse(raw["en"], "title.en"))


def parse_instant(raw: Any, path: str) -> datetime | None:
    """A time with an offset; None where there is none. Raises InvalidRule, also for a year that no calendar of a shop
    has: in another zone it might be no year at all."""
    if raw is None:
        return None
    try:
        instant = datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        instant = None
    if instant is None or instant.tzinfo is None or instant.year not in _YEARS:
        raise refuse(path, _("A time with an offset is expected here, such as 2026-12-01T00:00:00+03:00"))
    return instant


def _list(raw: Any, path: str) -> list[tuple[int, Any]]:
    if not isinstance(raw, list) or not 1 <= len(raw) <= MOST_EFFECTS:
        raise refuse(path, format_lazy(_("From 1 to {most} effects are expected here"), most=MOST_EFFECTS))
    return list(enumerate(raw))
