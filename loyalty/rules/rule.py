"""A rule: conditions joined by all / any / none. Stored as JSON, parsed once into frozen values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.rules.invalid import at
from loyalty.rules.kind import Condition, Kinds
from loyalty.rules.params import refuse
from loyalty.rules.predicate import All, AnyOf, NoneOf, Predicate

DEEPEST = 6
MOST_NODES = 200
Join = Literal["all", "any", "none"]
_JOINS: dict[str, Callable[[tuple[Predicate, ...]], Predicate]] = {"all": All, "any": AnyOf, "none": NoneOf}


@dataclass(frozen=True)
class Leaf:
    condition: Condition


@dataclass(frozen=True)
class Group:
    join: Join
    parts: tuple["Node", ...]


Node = Leaf | Group


@dataclass(frozen=True)
class Rule:
    """`root` is the outermost group. A place that needs no rule stores none: there is no rule that is always true."""

    root: Group

    def test(self) -> Predicate:
        """What the rule asks, as one predicate."""
        return test_of(self.root)

    def leaves(self) -> Iterator[Condition]:
        """Every condition, in the order written."""
        yield from (condition for _place, condition in _places(self.root, ""))

    def places(self, path: str) -> Iterator[tuple[str, Condition]]:
        """The same, each with its place in the stored form, which stands at `path`: "when.all[0].age"."""
        yield from _places(self.root, path)

    def words(self) -> str:
        """The rule as one sentence in the active language."""
        return words_of(self.root, outermost=True)


def parse_rule(raw: Any, *, conditions: Kinds[Condition], path: str = "") -> Rule:
    """From the stored form. Raises InvalidRule, naming the place, for anything unknown, malformed, empty, too deep or
    too large."""
    counted = _Counter()
    root = _parse(raw, conditions, path, 1, counted)
    if not isinstance(root, Group):
        raise refuse(path, _("A rule starts with a group: all, any or none"))
    return Rule(root)


def dump_rule(rule: Rule) -> dict[str, object]:
    """The stored form; `parse_rule` of it gives an equal rule."""
    return _dump(rule.root)


def test_of(node: Node) -> Predicate:
    """What a part of a rule asks."""
    if isinstance(node, Leaf):
        return node.condition.test()
    return _JOINS[node.join](tuple(test_of(part) for part in node.parts))


@dataclass
class _Counter:
    nodes: int = 0


def _parse(raw: Any, conditions: Kinds[Condition], path: str, depth: int, counted: _Counter) -> Node:
    counted.nodes += 1
    if counted.nodes > MOST_NODES:
        raise refuse(path, format_lazy(_("A rule has at most {most} parts"), most=MOST_NODES))
    if depth > DEEPEST:
        raise refuse(path, format_lazy(_("A rule has at most {most} levels"), most=DEEPEST))
    if not (isinstance(raw, dict) and len(raw) == 1 and next(iter(raw)) in _JOINS):
        return Leaf(conditions.parse(raw, path))
    ((join, parts),) = raw.items()
    inside = at(path, join)
    if not isinstance(parts, list) or not parts:
        raise refuse(inside, _("A group needs at least one condition"))
    found = tuple(_parse(part, conditions, at(inside, index), depth + 1, counted) for index, part in enumerate(parts))
    return Group(join, found)


def _dump(node: Node) -> dict[str, object]:
    if isinstance(node, Leaf):
        return {node.condition.code: node.condition.dump()}
    return {node.join: [_dump(part) for part in node.parts]}


def _places(node: Node, path: str) -> Iterator[tuple[str, Condition]]:
    if isinstance(node, Leaf):
        yield at(path, node.condition.code), node.condition
        return
    for index, part in enumerate(node.parts):
        yield from _places(part, at(at(path, node.join), index))


def words_of(node: Node, *, outermost: bool = False) -> str:
    """A part of a rule as a sentence in the active language; a group that is not `outermost` goes in brackets."""
    if isinstance(node, Leaf):
        return node.condition.words()
    said = [words_of(part) for part in node.parts]
    if node.join == "none":
        return gettext("none of this: {parts}").format(parts="; ".join(said))
    joined = gettext(", and ").join(said) if node.join == "all" else gettext(" or ").join(said)
    return joined if outermost or len(said) == 1 else f"({joined})"
