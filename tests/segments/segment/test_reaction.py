"""Memberships follow every event that moves what rules look at."""

from loyalty.events.react import reactions
from loyalty.rules.fact import SOURCES
from segments.segment.reaction import look_again


def test_what_moves_a_fact_makes_segments_look_again() -> None:
    heard = frozenset().union(*(one.kinds for _code, one in reactions if one.react is look_again))
    assert {code: unheard for code, one in SOURCES if (unheard := one.moved_by - heard)} == {}
    assert {code for code, one in SOURCES if not one.moved_by} == {"segments", "rfm"}
