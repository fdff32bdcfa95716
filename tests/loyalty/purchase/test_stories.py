"""A line of history as a sentence that says why."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from loyalty.ledger.adjust import adjust
from loyalty.ledger.burn import burn
from loyalty.ledger.cause import SYSTEM, Cause, Principal
from loyalty.ledger.earn import earn
from loyalty.ledger.models import Unit
from loyalty.ledger.movements import Dates
from loyalty.ledger.night import run_night
from loyalty.ledger.owner import Owner
from loyalty.ledger.statement import statement
from loyalty.ledger.transfer import transfer
from loyalty.money import BONUS
from loyalty.program.settings import EarnPerAmount
from loyalty.purchase.stories import Story, stories
from tests.builders import NOON, a_cart, a_return, an_order, some_points, with_settings
from tests.cast import Cast

DAY = timedelta(days=1)
MOSCOW = ZoneInfo("Europe/Moscow")
TEST = Cause(principal=SYSTEM, reason="test")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def told(member_id: int) -> list[Story]:
    lines = statement(owner=Owner.member(member_id)).lines
    return list(stories(lines=lines, zone=MOSCOW))


def sentences(member_id: int) -> list[str]:
    return [story.sentence.replace("\u00a0", " ") for story in told(member_id)]


def test_a_purchase_earns_and_is_paid_with_points(cast: Cast) -> None:
    # given
    an_order(cast.lesnaya, a_cart(cast.anna, price=510_00, pieces=1))
    an_order(cast.lesnaya, a_cart(cast.anna, burn=20), at=NOON + DAY)
    # then
    assert sentences(cast.anna) == [
        "+44 points for a purchase of ₽880 at “Кофе на Лесной” — 5% of what was paid in money",
        "−20 points toward a purchase of ₽900 at “Кофе на Лесной”",
        "+25 points for a purchase of ₽510 at “Кофе на Лесной” — 5% of what was paid in money",
    ]


def test_the_amount_stands_first_and_the_rest_follows(cast: Cast) -> None:
    an_order(cast.lesnaya, a_cart(cast.anna, price=20_00, pieces=1))
    (story,) = told(cast.anna)
    assert story.points == "+1\u00a0point"
    assert story.rest == " for a purchase of ₽20 at “Кофе на Лесной” — 5% of what was paid in money"


def test_points_for_every_hundred_roubles(cast: Cast) -> None:
    with_settings(earn=EarnPerAmount(points=2, amount_kopecks=100_00))
    an_order(cast.lesnaya, a_cart(cast.anna))
    assert sentences(cast.anna) == [
        "+18 points for a purchase of ₽900 at “Кофе на Лесной” — 2 points for every ₽100 paid in money"
    ]


def test_points_earned_on_the_whole_price(cast: Cast) -> None:
    # given a programme that counts what was paid with points, too
    with_settings(earn_on_points_paid=True)
    some_points(cast.anna, 100)
    # when
    an_order(cast.lesnaya, a_cart(cast.anna, burn=100))
    # then
    assert sentences(cast.anna)[0] == "+45 points for a purchase of ₽900 at “Кофе на Лесной” — 5% of its price"


def test_a_return_takes_back_and_gives_back(cast: Cast) -> None:
    some_points(cast.anna, 100)
    order = an_order(cast.lesnaya, a_cart(cast.anna, burn=100))
    a_return(order, 1_000, at=NOON + DAY)
    assert sentences(cast.anna)[:2] == [
        "−20 points: goods returned to “Кофе на Лесной”, what they had earned is taken back",
        "+50 points: goods returned to “Кофе на Лесной”, the points that paid for them are yours again",
    ]


def test_a_debt_is_told_when_it_comes_and_when_it_goes(cast: Cast) -> None:
    # given 45 points earned, 40 of them spent, and the goods returned
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    burn(owner=Owner.member(cast.anna), unit=BONUS, points=40, at=NOON + DAY, cause=TEST, natural_key="spent")
    a_return(order, 2_000, at=NOON + 2 * DAY)
    # when the next points come
    some_points(cast.anna, 100, at=NOON + 3 * DAY)
    # then
    assert sentences(cast.anna)[:4] == [
        "−40 points to repay a debt",
        "+100 points carried over from before",
        (
            "−5 points: goods returned to “Кофе на Лесной”, what they had earned is taken back; "
            "another 40 points became a debt"
        ),
        "−40 points spent",
    ]


def test_a_line_that_is_all_debt_says_so(cast: Cast) -> None:
    burn(owner=Owner.member(cast.anna), unit=BONUS, points=30, at=NOON, cause=TEST, natural_key="k", short_to_debt=True)
    assert sentences(cast.anna) == ["30 points of debt spent"]


def test_waiting_points_become_available_and_expire(cast: Cast) -> None:
    # given points available from the midnight of 22 November, whose last day is the 27th
    midnight = NOON.replace(hour=21)
    earn(
        owner=Owner.member(cast.anna), unit=BONUS, points=100, at=NOON, cause=TEST, natural_key="k",
        dates=Dates(available_from=midnight, expires_at=midnight + 6 * DAY),
    )  # fmt: skip
    run_night(at=NOON + 30 * DAY)
    # then
    assert sentences(cast.anna) == [
        "−100 points: not used by 27 November",
        "100 points: the waiting time is over, they can be spent",
        "+100 points earned",
    ]


def test_corrections_and_transfers(cast: Cast) -> None:
    owner, boris = Owner.member(cast.anna), Owner.member(cast.boris)
    staff = Principal("staff", cast.owner.pk)
    adjust(owner=owner, unit=BONUS, points=50, at=NOON, principal=staff, reason="for the long queue", natural_key="a")
    transfer(source=owner, target=boris, unit=BONUS, points=20, at=NOON, cause=TEST, natural_key="t")
    assert sentences(cast.anna) == ["−20 points, a transfer", "+50 points, a correction: for the long queue"]
    assert sentences(cast.boris) == ["+20 points, a transfer"]


def test_each_unit_is_called_by_its_own_words(cast: Cast) -> None:
    # given stamps, of which the same purchase gave one
    Unit.objects.create(
        code="STAMP", name_ru="штампы", name_en="stamps", forms_ru="штамп|штампа|штампов", forms_en="stamp|stamps"
    )
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    earn(
        owner=Owner.member(cast.anna), unit="STAMP", points=1, at=NOON, natural_key="k",
        dates=Dates(available_from=NOON, expires_at=None),
        cause=Cause(principal=SYSTEM, reason="test", order_id=order.id),
    )  # fmt: skip
    # then the rule of the base earn is not theirs
    assert sentences(cast.anna)[0] == "+1 stamp for a purchase of ₽900 at “Кофе на Лесной”"


def test_however_many_lines_two_queries(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(5):
        an_order(cast.lesnaya, a_cart(cast.anna), at=NOON + timedelta(minutes=number))
    lines = statement(owner=Owner.member(cast.anna)).lines
    with django_assert_num_queries(2):
        assert len(stories(lines=lines, zone=MOSCOW)) == 5
    with django_assert_num_queries(0):
        assert stories(lines=(), zone=MOSCOW) == ()
