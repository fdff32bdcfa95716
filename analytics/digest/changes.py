"""Which figures of a week changed most. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

TOLD = 5
LEAST_WEEKS = 4  # before that nobody knows what is usual


@dataclass(frozen=True, kw_only=True)
class Changed:
    """`times`: how many times the usual change from week to week this one is."""

    code: str
    now: Fraction
    was: Fraction
    times: Fraction


def most_changed(values: Mapping[str, Sequence[Fraction | None]]) -> list[Changed]:
    """At most `TOLD`, the most unusual first. `values` are those of the weeks in a row by metric, the newest last.

    Usual is the mean of the changes between the weeks before, up or down; what changes by less than a hundredth of
    itself is not told, and a metric that is unknown in one of the last two weeks or for most of the others is not
    judged.
    """
    found = [one for code, weeks in values.items() if (one := _changed(code, weeks)) is not None]
    return sorted(found, key=lambda one: (-one.times, one.code))[:TOLD]


def _changed(code: str, weeks: Sequence[Fraction | None]) -> Changed | None:
    if len(weeks) < 2 or weeks[-1] is None or weeks[-2] is None:
        return None
    now, was = weeks[-1], weeks[-2]
    steps = [
        abs(later - earlier) for earlier, later in pairwise(weeks[:-1]) if earlier is not None and later is not None
    ]
    if len(steps) < LEAST_WEEKS or abs(now - was) * 100 < max(abs(was), abs(now)) or now == was:
        return None
    # A figure that never moved is as unusual as its change is large: a hundredth of it counts as usual.
    usual = max(sum(steps, Fraction(0)) / len(steps), abs(was) / 100, Fraction(1, 10_000))
    return Changed(code=code, now=now, was=was, times=abs(now - was) / usual)
