"""A comparison of facts, and its two renderings from one table of operators: a closure for the till, a Q for SQL."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.lookups import Overlap
from django.db.models import BooleanField, Q, TextField
from django.db.models import Value as Literal
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, In, IsNull, LessThan, LessThanOrEqual

from loyalty.rules.fact import Fact, MemberFact, Moment, Scene, Type, Value

Test = Callable[[Scene], bool]


@dataclass(frozen=True)
class Operator:
    """How a value at the till is compared (`test(value, with)`), and the same as a conditional expression."""

    test: Callable[[Any, Any], bool]
    lookup: Callable[[Any, Any], Any]


def _texts(values: tuple[str, ...]) -> Literal:
    return Literal(list(values), output_field=ArrayField(TextField()))


OPERATORS: dict[str, Operator] = {
    "at_least": Operator(lambda value, least: value >= least, GreaterThanOrEqual),
    "at_most": Operator(lambda value, most: value <= most, LessThanOrEqual),
    "below": Operator(lambda value, bound: value < bound, LessThan),
    "one_of": Operator(lambda value, allowed: value in allowed, In),
    "has_any": Operator(lambda value, wanted: not wanted.isdisjoint(value), Overlap),
}


@dataclass(frozen=True)
class Compare:
    """`fact` stands in the relation `operator` to `value`; false where the fact is absent."""

    fact: Fact
    operator: str
    value: Value | tuple[bool, ...]


@dataclass(frozen=True)
class Known:
    """The fact is not absent."""

    fact: Fact


@dataclass(frozen=True)
class All:
    parts: tuple["Predicate", ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Predicate", ...]


@dataclass(frozen=True)
class NoneOf:
    parts: tuple["Predicate", ...]


Predicate = Compare | Known | All | AnyOf | NoneOf


class NoSql(ValueError):
    """The predicate speaks of a cart, which no member has while nobody is at the till. `fact` is the one."""

    def __init__(self, fact: Fact) -> None:
        super().__init__(f"{fact.key} has no SQL")
        self.fact = fact


def compiled(predicate: Predicate) -> Test:
    """The predicate as a closure over a scene."""
    match predicate:
        case Compare(fact, operator, wanted):
            return _comparison(fact, OPERATORS[operator].test, _operand(operator, wanted))
        case Known(fact):
            read = fact.read
            return lambda scene: read(scene) is not None
        case All(parts):
            tests = _compiled(parts)
            return tests[0] if len(tests) == 1 else lambda scene: all(test(scene) for test in tests)
        case AnyOf(parts):
            tests = _compiled(parts)
            return tests[0] if len(tests) == 1 else lambda scene: any(test(scene) for test in tests)
        case NoneOf(parts):
            tests = _compiled(parts)
            return lambda scene: not any(test(scene) for test in tests)


def as_q(predicate: Predicate, moment: Moment) -> Q:
    """The predicate as a filter of members. Raises NoSql for a fact that only a till knows."""
    match predicate:
        case Compare(fact, operator, wanted):
            lookup = OPERATORS[operator].lookup(_expression(fact, moment), _sql_operand(fact, operator, wanted))
            return Q(Coalesce(lookup, Literal(False), output_field=BooleanField()))
        case Known(fact):
            return Q(IsNull(_expression(fact, moment), False))
        case All(parts):
            return _joined(parts, moment, Q.AND)
        case AnyOf(parts):
            return _joined(parts, moment, Q.OR)
        case NoneOf(parts):
            return ~_joined(parts, moment, Q.OR)


def facts_of(predicate: Predicate) -> Iterator[Fact]:
    """Every fact the predicate reads, with repetitions."""
    match predicate:
        case Compare(fact) | Known(fact):
            yield fact
        case All(parts) | AnyOf(parts) | NoneOf(parts):
            for part in parts:
                yield from facts_of(part)


def _compiled(parts: tuple[Predicate, ...]) -> tuple[Test, ...]:
    _filled(parts)
    return tuple(compiled(part) for part in parts)


def _joined(parts: tuple[Predicate, ...], moment: Moment, connector: str) -> Q:
    _filled(parts)
    return Q(*(as_q(part, moment) for part in parts), _connector=connector)


def _filled(parts: tuple[Predicate, ...]) -> None:
    if not parts:
        raise ValueError("an empty group: ~Q() would mean everybody")


def _comparison(fact: Fact, test: Callable[[Any, Any], bool], operand: Any) -> Test:
    read = fact.read

    def holds(scene: Scene) -> bool:
        value = read(scene)
        return value is not None and test(value, operand)

    return holds


def _operand(operator: str, wanted: object) -> Any:
    return frozenset(wanted) if isinstance(wanted, tuple) and operator in ("one_of", "has_any") else wanted


def _expression(fact: Fact, moment: Moment) -> Any:
    if not isinstance(fact, MemberFact):
        raise NoSql(fact)
    return fact.expression(moment)


def _sql_operand(fact: Fact, operator: str, wanted: object) -> Any:
    if operator == "has_any":
        texts = wanted if isinstance(wanted, tuple) else (wanted,)
        return _texts(tuple(str(text) for text in texts))
    if fact.type is Type.DATE and isinstance(wanted, str):
        return date.fromisoformat(wanted)
    return list(wanted) if isinstance(wanted, tuple) else wanted
