"""What a segment may be: its rule is judged as it is stored, with the place that is wrong."""

from typing import Any

import pytest

from loyalty.rules.invalid import InvalidRule
from segments.segment.models import Segment, SegmentState
from segments.segment.save_segment import SegmentKindChanged
from tests.segments.making import a_list, a_segment, filled

pytestmark = pytest.mark.django_db
ADULT = {"age": {"at_least": 18}}


@pytest.mark.parametrize(
    ("kind", "definition", "place"),
    [("dynamic", None, "definition"), ("dynamic", {"all": []}, "definition.all"),
     ("dynamic", {"all": [ADULT, {"none": [{"cart_amount": {"at_least": 1}}]}]}, "definition.all[1].none[0]"),
     ("dynamic", {"all": [{"age": {"at_least": "x"}}]}, "definition.all[0].age.at_least"),
     ("dynamic", {"all": [{"in_segment": {"one_of": ["a", "nobody"]}}]}, "definition.all[0].in_segment.one_of"),
     ("dynamic", {"all": [ADULT, {"any": [{"rfm": {"analysis": "nobody"}}]}]}, "definition.all[1].any[0].rfm.analysis"),
     ("dynamic", {"all": [{"orders": {"days": 9, "at_least": 1, "goods": {"price_from": 1}}}]},
      "definition.all[0].orders.goods.price_from"),
     ("dynamic", {"all": [{"bought": {"days": 9, "goods": {"but_not": {"collections": ["a"]}}}}]},
      "definition.all[0].bought.goods.but_not.collections"),
     ("static", {"all": [ADULT]}, "definition"), ("sets", {"union": ["a"]}, "definition"),
     ("sets", {"union": ["a", "nobody"]}, "definition.union"), ("sets", {"xor": ["a", "b"]}, "definition"),
     ("sets", [], "definition"), ("sets", {"difference": "a"}, "definition.difference")],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_place(kind: str, definition: Any, place: str) -> None:
    a_segment("a", ADULT)
    with pytest.raises(InvalidRule) as refused:
        a_segment("new", kind=kind, definition=definition)
    assert refused.value.field == place
    assert str(refused.value.detail)


def test_segments_look_at_each_other_on_three_levels_and_in_no_circle() -> None:
    # given a chain of three
    a_segment("first", ADULT)
    a_segment("second", {"in_segment": {"one_of": ["first"]}})
    third = a_segment("third", kind="sets", definition={"difference": ["second", "first"]})
    assert third.depth == 3

    # when a fourth is put on top, or below
    with pytest.raises(InvalidRule):
        a_segment("fourth", {"in_segment": {"none_of": ["third"]}})
    a_segment("zero", ADULT)
    with pytest.raises(InvalidRule):
        a_segment("first", {"in_segment": {"one_of": ["zero"]}})

    # or the chain is bent into a circle, or a segment looks at itself
    for code in ("first", "second"):
        with pytest.raises(InvalidRule) as refused:
            a_segment(code, {"in_segment": {"one_of": ["third"]}})
    assert "second" in str(refused.value.detail)
    with pytest.raises(InvalidRule):
        a_segment("zero", {"in_segment": {"one_of": ["zero"]}})

    # then nothing of it was stored, and a chain that became shorter may be built on
    a_segment("second", ADULT)
    assert Segment.objects.get(code="third").depth == 2
    a_segment("fourth", {"in_segment": {"none_of": ["third"]}})


def test_the_same_again_changes_nothing_and_another_rule_is_asked_anew() -> None:
    segment = filled("adults", ADULT)
    assert SegmentState.objects.get(segment=segment).is_filled
    a_segment("adults", ADULT)
    assert SegmentState.objects.get(segment=segment).is_filled

    a_segment("adults", {"age": {"at_least": 21}})
    state = SegmentState.objects.get(segment=segment)
    assert (state.version, state.is_filled) == (2, False)


def test_a_kind_is_for_ever() -> None:
    a_list("friends")
    with pytest.raises(SegmentKindChanged):
        a_segment("friends", ADULT)
