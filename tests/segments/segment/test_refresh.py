"""Time passes: who came and who went is told once, and who was in from the start did not come."""

from datetime import date, timedelta

import pytest

from loyalty.ledger.cause import SYSTEM
from loyalty.membership.block import block
from loyalty.membership.leave import leave
from segments.segment.change_list import change_list
from segments.segment.claims import LEASE, claim_due
from segments.segment.lists import NotAList
from segments.segment.look import sizes_of
from segments.segment.models import SegmentSize, SegmentState
from segments.segment.recompute import recompute
from segments.segment.refresh import refresh
from segments.segment.refresh_due import refresh_due
from tests.builders import NOON, a_cart, a_member, a_shop, an_order
from tests.segments.making import (
    a_list,
    a_segment,
    broken_memberships,
    deliver,
    filled,
    history,
    inside,
    next_day,
    told,
)

pytestmark = pytest.mark.django_db
ASLEEP = {"days_since_order": {"at_least": 30}}


def test_those_inside_at_the_start_did_not_enter_and_time_moves_the_others() -> None:
    # given Anna, who has not bought for 40 days, and Boris, who bought yesterday
    shop, anna, boris = a_shop(), a_member(), a_member()
    an_order(shop, a_cart(anna), at=NOON - timedelta(days=40))
    an_order(shop, a_cart(boris), at=NOON - timedelta(days=1))

    # when the segment is filled
    segment = filled("asleep", ASLEEP)

    # then Anna is in, and nothing is told
    assert inside("asleep") == {anna}
    assert history("asleep", anna) == [True]
    assert told("asleep") == []
    assert SegmentSize.objects.get(segment=segment).size == 1

    # when a month passes, and the job runs every hour of it
    for days in range(1, 33):
        refresh_due(at=next_day(NOON, days))
        refresh_due(at=next_day(NOON, days) + timedelta(hours=2))

    # then Boris entered once
    assert inside("asleep") == {anna, boris}
    assert told("asleep") == [("entered", boris)]
    assert broken_memberships() == []


def test_another_definition_tells_nothing_either() -> None:
    shop, anna = a_shop(), a_member()
    an_order(shop, a_cart(anna), at=NOON - timedelta(days=40))
    filled("asleep", ASLEEP)
    filled("others", {"in_segment": {"none_of": ["asleep"]}})
    a_segment("asleep", {"days_since_order": {"at_least": 50}})

    # while one worker has it, no other takes what looks at it
    lower = claim_due(at=NOON)
    assert lower is not None
    assert claim_due(at=NOON) is None
    assert refresh(claimed=lower, at=NOON).whole
    assert (inside("asleep"), history("asleep", anna), told("asleep")) == (set(), [True, False], [])

    # and nobody came into that by the edit either
    refresh_due(at=NOON)
    assert (inside("others"), told("others")) == ({anna}, [])


def test_midnight_is_when_days_pass() -> None:
    a_member(birthday=date(1990, 11, 23))
    segment = filled("birthday", {"birthday": {"before": 1}})
    assert inside("birthday") == set()
    due = SegmentState.objects.get(segment=segment).due_at
    assert due == NOON + timedelta(hours=1)
    refresh_due(at=NOON + timedelta(hours=11, minutes=30))
    assert SegmentState.objects.get(segment=segment).due_at == NOON + timedelta(hours=12)
    assert refresh_due(at=NOON + timedelta(hours=11, minutes=59)) == 0
    assert refresh_due(at=NOON + timedelta(hours=12)) == 1
    assert len(inside("birthday")) == 1


def test_who_is_blocked_or_has_left_is_out() -> None:
    anna, boris, vera = a_member(), a_member(), a_member()
    friends = a_list("friends")
    filled("all", {"member_days": {"at_least": 0}})
    change_list(segment_id=friends.pk, member_ids=[anna, boris], enter=True, cause="staff:1", at=NOON)
    assert inside("all") == {anna, boris, vera}

    block(member_id=anna, principal=SYSTEM, reason="test", at=NOON)
    leave(member_id=boris, principal=SYSTEM, at=NOON)
    deliver()

    assert inside("all") == {vera}
    assert inside("friends") == {anna}
    assert SegmentState.objects.get(segment=friends).size == SegmentSize.objects.latest("day").size == 1
    assert told("friends") == [("entered", anna), ("entered", boris), ("left", boris)]
    assert change_list(segment_id=friends.pk, member_ids=[boris], enter=True, cause="staff:1", at=NOON).came == 0


def test_segments_of_segments_follow_in_the_same_run_and_the_same_moment() -> None:
    # given a list, those who bought, and what is made of both
    shop, anna, boris = a_shop(), a_member(), a_member()
    friends = a_list("friends")
    a_segment("buyers", {"orders": {"days": 3_660, "at_least": 1}})
    a_segment("both", kind="sets", definition={"intersection": ["friends", "buyers"]})
    a_segment("only-friends", kind="sets", definition={"difference": ["friends", "buyers"]})
    filled("any", kind="sets", definition={"union": ["friends", "both"]})

    # when both become friends and Anna buys
    change_list(segment_id=friends.pk, member_ids=[anna, boris], enter=True, cause="staff:1", at=NOON)
    an_order(shop, a_cart(anna))
    deliver()

    # then
    assert (inside("both"), inside("only-friends"), inside("any")) == ({anna}, {boris}, {anna, boris})
    # and everybody being asked finds nothing to do
    before = [history(code, anna) for code in ("friends", "buyers", "both", "only-friends", "any")]
    refresh_due(at=next_day(NOON))
    assert [history(code, anna) for code in ("friends", "buyers", "both", "only-friends", "any")] == before
    assert before == [[True], [True], [True], [True, False], [True]]


def test_a_list_remembers_its_size_of_each_day_it_changed() -> None:
    anna, boris, vera = (a_member() for _ in range(3))
    friends = a_list("friends")
    for days, members, enter in ((0, [anna], True), (0, [boris, vera], True), (2, [boris], False), (3, [boris], False)):
        change_list(segment_id=friends.pk, member_ids=members, enter=enter, cause="staff:1", at=next_day(NOON, days))
    assert sizes_of(segment_id=friends.pk, today=next_day(NOON, 5).date()) == [
        (NOON.date(), 3), (next_day(NOON, 2).date(), 2)
    ]  # fmt: skip


def test_a_list_changed_by_many_is_followed_by_the_job() -> None:
    members = [a_member() for _ in range(101)]
    friends = a_list("friends")
    filled("russians", {"in_segment": {"one_of": ["friends"]}}, {"language": {"one_of": ["ru"]}})
    moved = change_list(segment_id=friends.pk, member_ids=members, enter=True, cause="import:1", at=NOON)
    assert (moved.came, inside("russians")) == (101, set())
    assert refresh_due(at=NOON) == 1
    assert len(inside("russians")) == 101
    with pytest.raises(NotAList):
        change_list(segment_id=a_segment("x", ASLEEP).pk, member_ids=[members[0]], enter=True, cause="staff:1", at=NOON)


def test_a_claim_is_of_one_and_ends_with_the_definition_it_was_made_for() -> None:
    a_member()
    a_segment("all", {"member_days": {"at_least": 0}})
    claimed = claim_due(at=NOON)
    assert claimed is not None
    assert claim_due(at=NOON) is None
    assert claim_due(at=NOON + LEASE) is not None  # its worker is dead

    a_segment("all", {"member_days": {"at_least": 100}})
    assert refresh(claimed=claimed, at=NOON).whole is False
    assert inside("all") == set()


def test_who_had_an_event_meanwhile_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    # given Anna, asleep when everybody is read
    shop, anna = a_shop(), a_member()
    an_order(shop, a_cart(anna), at=NOON - timedelta(days=40))
    a_segment("asleep", ASLEEP)
    claimed = claim_due(at=NOON)
    assert claimed is not None

    # when she buys between the reading and the moving
    from segments.segment import refresh as module

    differing = module._differing

    def read_then_buy(*args: object) -> object:
        batches = list(differing(*args))  # type: ignore[arg-type]
        an_order(shop, a_cart(anna))
        recompute(member_id=anna, cause="event:1", at=NOON)
        return batches

    monkeypatch.setattr(module, "_differing", read_then_buy)
    refresh(claimed=claimed, at=NOON)

    # then she is not put to sleep by what was read before
    assert inside("asleep") == set()
