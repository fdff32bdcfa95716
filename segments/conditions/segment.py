"""The condition about the member's segments."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from loyalty.rules import params
from loyalty.rules.comparison import Comparison
from loyalty.rules.fact import Fact
from loyalty.rules.predicate import All, AnyOf, Compare, NoneOf, Predicate
from segments.conditions.condition import MEMBER_CONDITIONS
from segments.facts import in_segment

MOST = 20


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class InSegment(Comparison):
    """The member is in one of these segments, or in none of them; who has just bought is looked at anew in a second."""

    code = "in_segment"
    sentence = _("segment")
    example = {"one_of": ["asleep"]}
    one_of: tuple[str, ...] | None = params.texts(_("One of"), most=MOST, default=None, names="segment")
    none_of: tuple[str, ...] | None = params.texts(_("None of"), most=MOST, default=None, names="segment")

    def fact(self) -> Fact:
        return in_segment(self.named()[0])

    def test(self) -> Predicate:
        parts: list[Predicate] = []
        if self.one_of is not None:
            parts.append(AnyOf(tuple(is_in(code) for code in self.one_of)))
        if self.none_of is not None:
            parts.append(NoneOf(tuple(is_in(code) for code in self.none_of)))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def named(self) -> tuple[str, ...]:
        """The codes of the segments it looks at."""
        return (*(self.one_of or ()), *(self.none_of or ()))


def is_in(code: str) -> Compare:
    """The member is in this segment."""
    return Compare(in_segment(code), "one_of", (True,))


def segments_in(leaves: Iterable[object]) -> frozenset[str]:
    """The codes of all segments that these conditions look at."""
    return frozenset(code for leaf in leaves if isinstance(leaf, InSegment) for code in leaf.named())
