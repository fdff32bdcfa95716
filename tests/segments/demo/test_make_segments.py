"""The demo's segments have a past to look at."""

from datetime import timedelta

import pytest

from segments.demo.make_segments import WEEKS, make_segments
from segments.rfm.look import days_of, grid_of
from segments.rfm.models import RfmModel
from segments.segment.models import Segment, SegmentSize, SegmentState
from tests.builders import NOON, a_cart, a_member, a_shop, an_order
from tests.segments.making import broken_memberships, history, inside


@pytest.mark.django_db
def test_they_are_filled_have_lived_for_weeks_and_are_made_once() -> None:
    # given Anna, who bought yesterday and never before, and Boris, who bought half a year ago
    shop, anna, boris = a_shop(), a_member(), a_member()
    for member, days in ((anna, 1), (boris, 180)):
        an_order(shop, a_cart(member), at=NOON - timedelta(days=days))

    # when
    assert make_segments(at=NOON) == Segment.objects.count() == 11
    assert make_segments(at=NOON) == 0

    # then everybody is where they belong, and it was not always so
    assert SegmentState.objects.filter(is_filled=False).count() == 0
    assert (inside("active"), inside("lost"), inside("friends")) == ({anna}, {boris}, {anna, boris})
    assert history("active", anna) == [True]
    assert SegmentSize.objects.filter(segment__code="active").count() == WEEKS + 1
    model = RfmModel.objects.get()
    assert sum(grid_of(model).values()) == 2
    assert len(days_of(model)) == WEEKS + 1
    assert broken_memberships() == []
