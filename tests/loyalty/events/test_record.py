import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from loyalty import clock
from loyalty.events.kinds import MEMBER_BLOCKED, MEMBER_UNBLOCKED
from loyalty.events.models import Delivery, Event
from loyalty.events.receive import receive
from loyalty.events.record import record
from loyalty.events.relay import relay
from tests.builders import NOON
from tests.cast import Cast
from tests.fakes.reactions import reacting


def test_an_event_nobody_listens_to_costs_one_query_and_is_not_delivered(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with reacting("greet", lambda event, at: None, MEMBER_UNBLOCKED), django_assert_num_queries(1):
        record(kind=MEMBER_BLOCKED, at=NOON, member_id=cast.anna)
    assert Delivery.objects.count() == 0


def test_reactions_that_listen_cost_no_query_more(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # given
    with (
        reacting("greet", lambda event, at: None, MEMBER_BLOCKED),
        reacting("count", lambda event, at: None, MEMBER_BLOCKED),
        django_assert_num_queries(1),
    ):
        # when
        record(kind=MEMBER_BLOCKED, at=NOON, member_id=cast.anna)
    # then
    event = Event.objects.get(kind=MEMBER_BLOCKED)
    queued = Delivery.objects.values_list("event", "member", "reaction", "state", "next_at").order_by("reaction")
    assert list(queued) == [(event.pk, cast.anna, code, "due", event.recorded_at) for code in ("count", "greet")]


@pytest.mark.usefixtures("own_database")
def test_an_event_undone_with_its_cause_is_delivered_to_nobody() -> None:
    with reacting("greet", lambda event, at: None, MEMBER_BLOCKED):
        # when
        with transaction.atomic():
            record(kind=MEMBER_BLOCKED, at=NOON)
            assert Delivery.objects.count() == 1
            transaction.set_rollback(True)
        # then
        assert Event.objects.count() == Delivery.objects.count() == 0
        assert relay(at=clock.now()).claimed == 0


def test_what_a_shop_tells_twice_is_queued_once(cast: Cast) -> None:
    # given
    with reacting("thank", lambda event, at: None, "shop.review.left"):
        # when
        for _time in range(2):
            receive(
                shop_id=cast.lesnaya.pk,
                external_id="e-1",
                type_="review.left",
                member_id=cast.anna,
                at=NOON,
                attributes={"stars": 5},
            )
    # then
    assert list(Delivery.objects.values_list("reaction", "member")) == [("thank", cast.anna)]
