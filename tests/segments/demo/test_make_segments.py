"""The demo's segments have a past to look at."""

import pytest

from segments.demo.make_segments import FRIENDS, WEEKS, make_segments
from segments.rfm.look import days_of, grid_of
from segments.rfm.models import RfmModel
from segments.segment.models import Segment, SegmentSize, SegmentState
from tests.segments.making import broken_memberships, inside
from tests.segments.people import NOW, a_town


@pytest.mark.django_db
def test_they_are_filled_have_lived_for_weeks_and_are_made_once() -> None:
    members = a_town()
    assert make_segments(at=NOW) == Segment.objects.count() == 11
    assert make_segments(at=NOW) == 0
    assert SegmentState.objects.filter(is_filled=False).count() == 0
    assert inside("friends") == set(members[:FRIENDS])
    assert inside("active") | inside("lost") < set(members)
    assert SegmentSize.objects.filter(segment__code="active").count() == WEEKS + 1
    model = RfmModel.objects.get()
    assert sum(grid_of(model).values()) == 11
    assert len(days_of(model)) == WEEKS
    assert broken_memberships() == []
