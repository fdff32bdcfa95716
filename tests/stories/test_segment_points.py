"""Points for entering a segment: for those who enter it, not for those who were in it from the start."""

from datetime import datetime, timedelta

import pytest

from campaigns.triggers.save_trigger import save_trigger
from loyalty import clock
from loyalty.events.relay import relay
from loyalty.rules.invalid import InvalidRule
from segments.segment.models import MembershipEntry
from segments.segment.refresh_due import refresh_due
from tests.builders import NOON, a_cart, a_member, a_shop, an_order, bonus
from tests.segments.making import filled, inside

pytestmark = pytest.mark.usefixtures("own_database")


def _soon() -> datetime:
    """When what has been recorded is due, by the story's time and by the database's."""
    return max(NOON + timedelta(days=2), clock.now())


def _deliver() -> None:
    while relay(at=_soon()).claimed:
        pass


def test_who_falls_asleep_is_greeted_once_and_who_slept_before_is_not() -> None:
    # given Anna, asleep for ten days, and Boris, who is about to fall asleep
    shop, anna, boris = a_shop(), a_member(), a_member()
    an_order(shop, a_cart(anna), at=NOON - timedelta(days=40))
    an_order(shop, a_cart(boris), at=NOON - timedelta(days=29))
    filled("asleep", {"days_since_order": {"at_least": 30}})
    filled("awake", {"days_since_order": {"at_most": 29}})
    filled("rich", {"balance": {"at_least": 150}})
    save_trigger(
        code="come-back", title_ru="за возвращение", title_en="for coming back", is_on=True, author=None, at=NOON,
        terms={"event": "segment.entered", "segment": "asleep", "points": 150},
    )  # fmt: skip
    before = {one: bonus(one, at=_soon()).available for one in (anna, boris)}

    # when the next day comes, and everybody is asked more than once
    for hours in (24, 26, 28):
        refresh_due(at=NOON + timedelta(hours=hours))
        _deliver()

    # then Boris has the points once
    assert inside("asleep") == {anna, boris}
    assert bonus(anna, at=_soon()).available == before[anna]
    assert bonus(boris, at=_soon()).available == before[boris] + 150

    # and is among the rich at once, not when everybody is asked
    first = MembershipEntry.objects.filter(segment__code="rich").order_by("pk")[0]
    assert (first.member_id, first.entered, first.cause.partition(":")[0]) == (boris, True, "event")


def test_points_for_a_segment_name_one_that_is_there() -> None:
    def trigger(**terms: object) -> None:
        save_trigger(
            code="x", title_ru="x", title_en="x", is_on=True, author=None, at=NOON, terms={"points": 1, **terms}
        )  # fmt: skip

    for terms in (
        {"event": "segment.entered"}, {"event": "segment.left", "segment": "nobody"},
        {"event": "member.joined", "segment": "nobody"},
    ):  # fmt: skip
        with pytest.raises(InvalidRule) as refused:
            trigger(**terms)
        assert refused.value.field == "segment"
