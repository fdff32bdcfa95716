"""A draft as far as it is written: its sentence with «…» for what is missing, and everything that is wrong with it.

The parsers and the words are those of stored campaigns; here they are asked part by part: one gap hides nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from campaigns.campaign.format import parse_budgets, parse_instant
from campaigns.campaign.save_draft import check_definition
from campaigns.campaign.words import budget_words, dates_words
from campaigns.conditions.condition import CONDITIONS
from campaigns.effects.effect import EFFECTS
from loyalty.rules.comparison import Comparison
from loyalty.rules.invalid import InvalidRule
from loyalty.rules.invalid import at as step
from loyalty.rules.kind import Condition, Kind, Kinds
from loyalty.rules.predicate import Predicate
from loyalty.rules.rule import Group, Leaf, Node, parse_rule, words_of

GAP = "…"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """`path` as the API names it: `when.all[0].age.at_least`; `detail` in words."""

    path: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """`parts` are (label, lines); `said` is the sentence of each condition, effect and budget by its path."""

    parts: tuple[tuple[str, tuple[str, ...]], ...]
    said: Mapping[str, str]
    problems: tuple[Problem, ...]


@dataclass
class _Found:
    said: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, refused: InvalidRule) -> None:
        self.problems.append(Problem(path=refused.field or "", detail=str(refused.detail)))


@dataclass(frozen=True)
class _Said(Condition):
    """A condition of which only the sentence is known."""

    text: str

    def words(self) -> str:
        return self.text

    def test(self) -> Predicate:
        raise NotImplementedError  # a sketch is read and never asked


def sketch_of(raw: Mapping[str, Any]) -> Sketch:
    """`raw` is the stored form with whatever is there so far. At most two queries."""
    found = _Found()
    when = _rule(raw.get("when"), found)
    effects = [_one(EFFECTS, one, f"effects[{index}]", found) for index, one in _listed(raw.get("effects"))]
    budgets = [_budget(one, index, found) for index, one in _listed(raw.get("budgets"))]
    dates = _dates(raw, found)
    if not found.problems:
        _check_whole(raw, found)
    parts = (
        (gettext("When it runs"), (dates or gettext("from publication until it is stopped"),)),
        (gettext("For whom and when"), (when or gettext("For everyone, on every purchase"),)),
        (gettext("What is given"), tuple(effects) or (GAP,)),
        (gettext("Budgets and limits"), tuple(budgets)),
    )
    shown = tuple((label, tuple(map(_capital, lines))) for label, lines in parts if lines)
    return Sketch(parts=shown, said=found.said, problems=tuple(found.problems))


def _check_whole(raw: Mapping[str, Any], found: _Found) -> None:
    try:
        check_definition(dict(raw))
    except InvalidRule as wrong:
        found.wrong(wrong)


def _rule(raw: Any, found: _Found) -> str:
    if raw is None:
        return ""
    before = len(found.problems)
    node = _node(raw, "when", 0, found)
    if len(found.problems) == before:  # what only the whole can tell: too deep, too large, no group
        try:
            parse_rule(raw, conditions=CONDITIONS, path="when")
        except InvalidRule as wrong:
            found.wrong(wrong)
    return words_of(node, outermost=True)


def _node(raw: Any, path: str, depth: int, found: _Found) -> Node:
    if isinstance(raw, dict) and len(raw) == 1 and depth < 50:
        ((join, parts),) = raw.items()
        if join in ("all", "any", "none") and isinstance(parts, list):
            inside = step(path, join)
            if not parts:
                found.problems.append(Problem(path=inside, detail=gettext("Add a condition or take the group out")))
                return Group(join, (Leaf(_Said(GAP)),))
            return Group(join, tuple(_node(one, step(inside, i), depth + 1, found) for i, one in enumerate(parts)))
    return Leaf(_Said(_one(CONDITIONS, raw, path, found)))


def _one(kinds: Kinds[Any], raw: Any, path: str, found: _Found) -> str:
    """The sentence of one kind, with gaps where a parameter is missing or wrong."""
    try:
        text = kinds.parse(raw, path).words()
    except InvalidRule as wrong:
        found.problems += _problems(kinds, raw, path) or [Problem(path=wrong.field or path, detail=str(wrong.detail))]
        text = _with_gaps(kinds, raw)
    found.said[path] = _capital(text)
    return str(text)


def _problems(kinds: Kinds[Any], raw: Any, path: str) -> list[Problem]:
    """Every parameter that is missing or wrong, not only the first."""
    kind, values = _kind_of(kinds, raw)
    if kind is None:
        return []
    here, required = step(path, kind.code), kind.schema()["required"]
    found = []
    for name, param in kind.params().items():
        if values.get(name) is None:
            if name in required:  # type: ignore[operator]
                found.append(Problem(path=step(here, name), detail=gettext("Fill this in")))
            continue
        try:
            param.parse(values[name], step(here, name))
        except InvalidRule as wrong:
            found.append(Problem(path=wrong.field or here, detail=str(wrong.detail)))
    return found


def _with_gaps(kinds: Kinds[Any], raw: Any) -> str:
    kind, values = _kind_of(kinds, raw)
    if kind is None:
        return GAP
    defaults = {one: getattr(kind, one, None) for one in kind.params()}
    said: dict[str, str] = defaultdict(lambda: GAP)
    for name, param in kind.params().items():
        try:
            value = defaults[name] if values.get(name) is None else param.parse(values[name], name)
        except InvalidRule:
            continue
        if value is not None:
            said[name] = param.words(value)
    text = str(kind.sentence).format_map(said).strip()
    return f"{text[:1].lower()}{text[1:]} {GAP}" if issubclass(kind, Comparison) else text


def _kind_of(kinds: Kinds[Any], raw: Any) -> tuple[type[Kind] | None, dict[str, Any]]:
    if isinstance(raw, dict) and len(raw) == 1:
        ((code, values),) = raw.items()
        if code in kinds and isinstance(values, dict):
            return kinds[code], values
    return None, {}


def _budget(raw: Any, index: int, found: _Found) -> str:
    path = f"budgets[{index}]"
    try:
        (budget,) = parse_budgets([raw])
        text = budget_words(budget)
    except InvalidRule as wrong:
        place = (wrong.field or "").replace("budgets[0]", path, 1)
        found.problems.append(Problem(path=place, detail=str(wrong.detail)))
        text = _budget_with_gaps(raw)
    found.said[path] = _capital(text)
    return text


def _budget_with_gaps(raw: Any) -> str:
    metric = raw.get("metric") if isinstance(raw, dict) else None
    counted = {
        "discount": gettext("discounts"), "margin": gettext("discounts and points"), "points": gettext("points"),
        "uses": gettext("purchases"),
    }.get(str(metric))  # fmt: skip
    return gettext("at most …") if counted is None else f"{gettext('at most …')} ({counted})"


def _dates(raw: Mapping[str, Any], found: _Found) -> str:
    instants: list[datetime | None] = []
    for name in ("starts_at", "ends_at"):
        try:
            instants.append(parse_instant(raw.get(name), name))
        except InvalidRule as wrong:
            found.wrong(wrong)
            instants.append(None)
    return dates_words(*instants)


def _listed(raw: Any) -> Iterator[tuple[int, Any]]:
    yield from enumerate(raw if isinstance(raw, list) else [])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
