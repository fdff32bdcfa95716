"""Entering and leaving happen once, however many look at once, and in the end everybody is where the rule says."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import psycopg
import pytest
from django.db import transaction

from loyalty.events.models import Delivery
from loyalty.events.relay import relay
from loyalty.purchase.order_view import OrderView
from loyalty.rows import one_row
from segments.segment.change_list import change_list
from segments.segment.locks import lock_for_many
from segments.segment.models import Membership, MembershipEntry, SegmentState
from segments.segment.move import Moved
from segments.segment.recompute import recompute
from segments.segment.refresh_due import refresh_due
from tests.builders import NOON, a_cart, a_member, a_return, a_shop, an_order
from tests.segments.making import LATER, a_list, a_segment, broken_memberships, deliver, filled, history, inside, told
from tests.together import beside, run_together, wait_for_waiting

pytestmark = pytest.mark.usefixtures("own_database")


def _relay() -> None:
    for _ in range(60):
        if not relay(at=LATER).claimed:
            return


def test_orders_returns_and_refreshes_at_once_move_everybody_once() -> None:
    # given twelve members, three of whom bought before, and segments that lean on each other; all of it
    # at one time, for who looks years later rightly finds nobody who bought in 90 days
    shop = a_shop()
    members = [a_member() for _ in range(12)]
    old = [an_order(shop, a_cart(one), at=LATER) for one in members[:3]]
    a_segment("buyers", {"orders": {"days": 90, "at_least": 1}})
    a_segment("others", {"in_segment": {"none_of": ["buyers"]}})
    filled("none", kind="sets", definition={"intersection": ["buyers", "others"]}, at=LATER)
    deliver_now()
    assert inside("buyers") == set(members[:3])

    # when the others buy, the three bring everything back, and everybody is asked again and again meanwhile
    def refresh_often() -> None:
        for _ in range(6):
            SegmentState.objects.update(due_at=LATER, needed=1)
            refresh_due(at=LATER)

    def buy(member: int) -> OrderView:
        sold = an_order(shop, a_cart(member), at=LATER)
        _relay()
        return sold

    def bring_back(order: OrderView) -> None:
        a_return(order, 2_000, at=LATER)
        _relay()

    outcomes = run_together(
        *(lambda one=one: buy(one) for one in members[3:]), *(lambda one=one: bring_back(one) for one in old),
        refresh_often, refresh_often, refresh_often,
    )  # fmt: skip
    assert not [one for one in outcomes if isinstance(one, Exception)]
    deliver_now()

    # then everybody is where the rule says, and each move is in history and told once
    assert inside("buyers") == set(members[3:])
    assert inside("others") == set(members[:3])
    assert inside("none") == set()
    for number, member in enumerate(members):
        assert history("buyers", member) == ([True, False] if number < 3 else [True])
        assert told("buyers", member) == ([("left", member)] if number < 3 else [("entered", member)])
    assert broken_memberships() == []


def deliver_now() -> None:
    while relay(at=LATER).claimed:
        pass
    assert not Delivery.objects.filter(state="due").exists()


def test_many_people_put_the_same_members_on_a_list() -> None:
    members = [a_member() for _ in range(5)]
    friends = a_list("friends")

    def put(enter: bool) -> int:
        moved = change_list(segment_id=friends.pk, member_ids=members, enter=enter, cause="staff:1", at=NOON)
        return moved.came + moved.went

    assert sum(run_together(*[lambda: put(True)] * 6)) == 5
    assert sum(run_together(*[lambda: put(False)] * 6)) == 5
    assert MembershipEntry.objects.count() == 10
    assert not Membership.objects.exists()
    assert SegmentState.objects.get(segment=friends).size == 0


def test_a_look_that_finds_nothing_to_change_writes_nothing() -> None:
    shop, anna = a_shop(), a_member()
    filled("buyers", {"orders": {"days": 90, "at_least": 1}})
    an_order(shop, a_cart(anna))
    for expected, wrote in ((Moved(came=1), True), (Moved(), False)):
        with transaction.atomic():
            assert recompute(member_id=anna, cause="event:1", at=NOON) == expected
            assert (one_row("select pg_current_xact_id_if_assigned()::text", []) != (None,)) == wrote


def test_whoever_looks_at_a_member_waits_while_many_are_moved_and_sees_what_came_meanwhile(
    owner_connection: psycopg.Connection,
) -> None:
    # given
    shop, anna = a_shop(), a_member()
    filled("buyers", {"orders": {"days": 90, "at_least": 1}})
    put = partial(change_list, segment_id=a_list("friends").pk, member_ids=[anna], enter=True, cause="staff:1", at=NOON)
    # when somebody looks at her and somebody puts her on a list while many are moved, and she buys before that ends
    with ThreadPoolExecutor(3) as pool:
        with transaction.atomic():
            lock_for_many()
            look = beside(pool, partial(recompute, member_id=anna, cause="event:1", at=NOON))
            wait_for_waiting(owner_connection, 1)
            entry = beside(pool, put)
            wait_for_waiting(owner_connection, 2)
            beside(pool, partial(an_order, shop, a_cart(anna))).result()
            assert (inside("buyers"), inside("friends")) == (set(), set())
        # then both go on from what is there now
        assert look.result() == Moved(came=1)
        assert entry.result() == Moved(came=1)
    assert history("buyers", anna) == history("friends", anna) == [True]


def test_who_is_looked_at_is_not_looked_at_twice_and_nobody_is_moved_with_many_meanwhile(
    owner_connection: psycopg.Connection,
) -> None:
    # given three, two of whom have bought since everybody was asked
    shop, anna, boris, vera = a_shop(), a_member(), a_member(), a_member()
    buyers = filled("buyers", {"orders": {"days": 90, "at_least": 1}})
    for one in (anna, boris):
        an_order(shop, a_cart(one))
    SegmentState.objects.filter(segment=buyers).update(due_at=NOON)

    def look(member: int) -> Moved:
        return recompute(member_id=member, cause="event:1", at=NOON)

    # when the third is looked at, which writes nothing that anybody could wait for
    with ThreadPoolExecutor(3) as pool:
        with transaction.atomic():
            assert look(vera) == Moved()
            again = beside(pool, partial(look, vera))
            wait_for_waiting(owner_connection, 1)
            assert beside(pool, partial(look, anna)).result() == Moved(came=1)
            refreshed = beside(pool, partial(refresh_due, at=NOON))
            wait_for_waiting(owner_connection, 2)
            assert inside("buyers") == {anna}
        # then the others go on
        assert (again.result(), refreshed.result()) == (Moved(), 1)
    assert inside("buyers") == {anna, boris}


def test_two_refreshes_share_the_segments_that_are_due() -> None:
    a_member(at=NOON - timedelta(days=3))
    for number in range(6):
        a_segment(f"s{number}", {"member_days": {"at_least": number}})
    assert sum(run_together(*[lambda: refresh_due(at=NOON)] * 3)) == 6
    assert MembershipEntry.objects.count() == 4


def test_a_purchase_is_followed_in_one_delivery() -> None:
    shop, anna = a_shop(), a_member()
    filled("buyers", {"orders": {"days": 3_660, "at_least": 1}})
    an_order(shop, a_cart(anna))
    deliver()
    assert told("buyers") == [("entered", anna)]
