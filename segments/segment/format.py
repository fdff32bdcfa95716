"""The stored form of a segment's definition, and what it means. Parsed once into a frozen value.

By a rule: a rule about members, as in docs/rules.md. From other segments: {"union": [codes]},
{"intersection": [codes]}, or {"difference": [code, codes to take away …]}. A list has none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.rules.fact import MemberFact
from loyalty.rules.naming import called
from loyalty.rules.params import Param, refuse, texts
from loyalty.rules.predicate import All, AnyOf, NoneOf, Predicate, facts_of
from loyalty.rules.rule import Rule, dump_rule, parse_rule
from segments.conditions.condition import MEMBER_CONDITIONS
from segments.conditions.segment import MOST, is_in, segments_in
from segments.segment.models import Segment

DEEPEST = 3
_CODES: Param = texts(_("Segments"), most=MOST).metadata["param"]
_SETS: dict[str, Callable[[tuple[str, ...]], Predicate]] = {
    "union": lambda codes: AnyOf(tuple(map(is_in, codes))),
    "intersection": lambda codes: All(tuple(map(is_in, codes))),
    "difference": lambda codes: All((is_in(codes[0]), NoneOf(tuple(map(is_in, codes[1:]))))),
}


@dataclass(frozen=True, kw_only=True)
class Definition:
    """`stored` is its form in the database; `named` are the segments it looks at, by code."""

    predicate: Predicate
    stored: dict[str, object]
    named: frozenset[str]
    rule: Rule | None = None
    sets: tuple[str, tuple[str, ...]] | None = None

    @property
    def facts(self) -> tuple[MemberFact, ...]:
        return tuple(fact for fact in facts_of(self.predicate) if isinstance(fact, MemberFact))

    def words(self) -> str:
        """The definition as one sentence in the active language."""
        if self.rule is not None:
            return self.rule.words()
        assert self.sets is not None
        code, codes = self.sets
        quoted = [called("segment", one) for one in codes]
        if code == "union":
            return gettext("those who are in {segments}").format(segments=gettext(" or ").join(quoted))
        if code == "intersection":
            return gettext("those who are in each of {segments}").format(segments=", ".join(quoted))
        text = gettext("those who are in {first} and not in {others}")
        return text.format(first=quoted[0], others=", ".join(quoted[1:]))


def parse_definition(*, kind: str, raw: Any, path: str = "") -> Definition | None:
    """None for a list. Raises InvalidRule, naming the place, for what is unknown, malformed or known only at a till."""
    if kind == Segment.Kind.STATIC:
        if raw is not None:
            raise refuse(path, _("A list has no definition"))
        return None
    if kind == Segment.Kind.DYNAMIC:
        if raw is None:
            raise refuse(path, _("Add a condition: it says who belongs to the segment"))
        rule = parse_rule(raw, conditions=MEMBER_CONDITIONS, path=path)
        return Definition(
            predicate=rule.test(), stored=dump_rule(rule), named=segments_in(rule.leaves()), rule=rule
        )  # fmt: skip
    if not isinstance(raw, dict) or len(raw) != 1 or next(iter(raw)) not in _SETS:
        raise refuse(path, _("One of union, intersection and difference with a list of segments is expected here"))
    ((code, listed),) = raw.items()
    codes = _CODES.parse(listed, f"{path}.{code}" if path else code)
    if len(codes) < 2:
        raise refuse(path, _("Name two segments at least"))
    return Definition(
        predicate=_SETS[code](codes), stored={code: list(codes)}, named=frozenset(codes), sets=(code, codes)
    )  # fmt: skip
