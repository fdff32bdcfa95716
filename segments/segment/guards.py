"""Who may object to an employee's change of whom segments hold: filled by the packages that build on segments."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from loyalty.registries import Registry
from loyalty.rules.kind import Condition
from loyalty.staff.models import User
from segments.conditions.rfm import InRfm
from segments.conditions.segment import segments_in
from segments.segment.links import Looks, looks, with_those_above


@dataclass(frozen=True, kw_only=True)
class Touched:
    """What a change reaches: segments that others may belong to now, and conditions that mean something else."""

    segments: frozenset[str]
    condition: Callable[[Condition], bool]

    def is_met_in(self, conditions: Iterable[Condition]) -> bool:
        """Whether a rule of these conditions is reached."""
        asked = list(conditions)
        return any(map(self.condition, asked)) or not self.segments.isdisjoint(segments_in(asked))


Guard = Callable[[Touched, User], None]  # raises a Refusal
GUARDS: Registry[Guard] = Registry("guards of segments")


def touched_by(condition: Callable[[Condition], bool], known: Mapping[str, Looks]) -> Touched:
    """What a change of the meaning of such conditions reaches, through the segments of `known`, too."""
    codes = {code for code, one in known.items() if any(map(condition, one.conditions))}
    return Touched(segments=with_those_above(codes, known), condition=condition)


def check_guards(*, code: str, author: User) -> None:
    """Ask before members come to the segment or leave it. Raises what a guard raises. One query, and theirs."""
    _ask(Touched(segments=with_those_above({code}, looks()), condition=lambda one: False), author)


def check_analysis(*, code: str, author: User) -> None:
    """The same before an RFM analysis scores members in another way."""
    _ask(_touched_by_analysis(code), author)


def looked_at_by(*, analysis: str) -> frozenset[str]:
    """The codes of segments that an RFM analysis reaches, through others perhaps. One query."""
    return _touched_by_analysis(analysis).segments


def _touched_by_analysis(code: str) -> Touched:
    return touched_by(lambda one: isinstance(one, InRfm) and one.analysis == code, looks())


def _ask(touched: Touched, author: User) -> None:
    for _name, guard in GUARDS:
        guard(touched, author)
