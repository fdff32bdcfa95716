"""Points for what happens outside a purchase: welcome, a birthday, a review; once, within limits, and with a why."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from campaigns.campaign.models import BudgetCounter, BudgetEntry
from campaigns.coupons.models import Coupon
from campaigns.coupons.work_models import CouponShortage
from campaigns.triggers.models import TriggerResult, TriggerVersion
from campaigns.triggers.save_trigger import save_trigger
from loyalty.events.models import Delivery, Event
from loyalty.events.receive import receive
from loyalty.events.relay import relay
from loyalty.jobs.run_job import run_job
from loyalty.ledger.cause import SYSTEM, Principal
from loyalty.members.record_birthdays import record_birthdays
from loyalty.membership.block import block
from loyalty.membership.leave import leave
from loyalty.program.current import program
from loyalty.purchase.member_stories import member_stories
from loyalty.rules.invalid import InvalidRule
from tests.builders import NOON, a_member, a_shop, a_user, bonus
from tests.campaigns.coupons.batches import a_pool
from tests.together import run_together

pytestmark = pytest.mark.usefixtures("own_database")
LATER = datetime(2030, 1, 1, tzinfo=UTC)  # every delivery is due by then, whatever the database's clock


def a_trigger(code: str = "review", *, title: tuple[str, str] = ("за отзыв", "for a review"), is_on: bool = True,
              **terms: Any) -> None:  # fmt: skip
    save_trigger(
        code=code, title_ru=title[0], title_en=title[1], is_on=is_on, author=None, at=NOON,
        terms={"event": "shop.review", "points": 100, **terms},
    )  # fmt: skip


def tell(member: int, *, shop: int, number: str, kind: str = "review") -> None:
    receive(shop_id=shop, external_id=number, type_=kind, member_id=member, at=NOON, attributes={})


def deliver(at: datetime = LATER) -> None:
    while relay(at=at).claimed:
        pass
    assert not Delivery.objects.filter(state="due").exists()


def codes(member: int) -> list[str]:
    return list(TriggerResult.objects.filter(member=member).order_by("pk").values_list("code", flat=True))


def points(member: int) -> int:
    return bonus(member, at=LATER).available


def test_welcome() -> None:
    # given a programme that greets everybody with 200 points
    a_trigger("welcome", title=("за вступление", "for joining"), event="member.joined", points=200)

    # when Anna joins, and the relay runs twice
    anna = a_member()
    deliver()
    deliver()

    # then she has them once, and her history says what for
    assert points(anna) == 200
    assert codes(anna) == ["given"]
    with translation.override("ru"):
        (story,) = member_stories(member_id=anna, zone=program().zone, limit=5).stories
    assert story.sentence.replace("\u00a0", " ") == "+200 баллов за вступление"


def test_a_birthday_is_told_once_a_year_however_many_ask() -> None:
    # given Anna, born on the 8th of March, and 300 points for it
    anna = a_member(birthday=date(1990, 3, 8))
    a_member(birthday=date(1990, 3, 9))
    a_trigger("birthday", event="member.birthday", points=300)
    morning = datetime(2027, 3, 7, 21, 30, tzinfo=UTC)  # half past midnight of the 8th in Moscow

    # when two Beats run the job at once, another process runs it without asking whose turn it is, and so on all day
    ran = run_together(*[lambda: run_job(code="birthdays", at=morning)] * 2)
    assert sorted(ran) == [False, True]
    run_together(*[lambda: record_birthdays(at=morning)] * 4)
    record_birthdays(at=morning + timedelta(hours=12))
    deliver()

    # then there is one event and one gift
    assert Event.objects.filter(kind="member.birthday").values_list("member_id", flat=True).get() == anna
    assert points(anna) == 300

    # and the next year another
    record_birthdays(at=datetime(2028, 3, 8, 9, tzinfo=UTC))
    deliver()
    assert points(anna) == 600


def test_a_missed_night_is_made_up_for_and_leap_days_have_birthdays_too() -> None:
    # given one born on the 29th of February, and one who joined on the day after their birthday
    leap = a_member(birthday=date(2004, 2, 29))
    a_member(birthday=date(1990, 2, 28), at=datetime(2027, 3, 1, 9, tzinfo=UTC))

    # when the night of the 28th of a common year was missed
    assert record_birthdays(at=datetime(2027, 3, 2, 9, tzinfo=UTC)) == 1

    # then
    assert Event.objects.filter(kind="member.birthday").get().member_id == leap
    # and a leap year has its own day
    assert record_birthdays(at=datetime(2028, 2, 28, 9, tzinfo=UTC)) == 1
    assert record_birthdays(at=datetime(2028, 2, 29, 9, tzinfo=UTC)) == 1


def test_reviews_with_a_limit_a_month_tell_why_no_points_came() -> None:
    # given two reviews a month
    shop, anna = a_shop().pk, a_member()
    a_trigger(per_member={"limit": 2, "period": "month"})

    # when she writes three, and the shop tells one of them twice
    for number in ("1", "2", "2", "3"):
        tell(anna, shop=shop, number=number)
    deliver(LATER)

    # then two gave points, and support sees why the third did not
    assert points(anna) == 200
    assert codes(anna) == ["given", "given", "limit"]
    # and the next month begins anew
    tell(anna, shop=shop, number="4")
    deliver(LATER + timedelta(days=31))
    assert points(anna) == 300


def test_a_budget_ends_for_everybody() -> None:
    shop, anna, boris = a_shop().pk, a_member(), a_member()
    a_trigger(budget={"limit": 150, "period": "month"})
    tell(anna, shop=shop, number="1")
    deliver()
    tell(boris, shop=shop, number="2")
    deliver()
    assert (points(anna), points(boris)) == (100, 0)
    assert codes(boris) == ["budget"]
    # and what was counted for the refused gift is not kept
    assert sum(BudgetEntry.objects.values_list("amount", flat=True)) == BudgetCounter.objects.get().used == 100


def test_who_does_not_meet_the_rule_is_blocked_or_has_left_gets_none() -> None:
    # given points for those who speak English
    shop = a_shop().pk
    russian, english, blocked, gone = a_member(), *(a_member(language="en") for _ in range(3))
    a_trigger(when={"all": [{"language": {"one_of": ["en"]}}]})
    block(member_id=blocked, principal=_staff(), reason="test", at=NOON)
    leave(member_id=gone, principal=SYSTEM, at=NOON)

    # when all of them write a review
    for member in (russian, english, blocked, gone):
        tell(member, shop=shop, number=str(member))
    deliver()

    # then
    assert [codes(member) for member in (russian, english, blocked, gone)] == [
        ["rule"],
        ["given"],
        ["member"],
        ["member"],
    ]
    assert [points(member) for member in (russian, english, blocked, gone)] == [0, 100, 0, 0]


def _staff() -> Any:
    return Principal("staff", a_user().pk)


def test_what_is_off_gives_nothing_and_changed_terms_are_a_new_version() -> None:
    shop, anna = a_shop().pk, a_member()
    a_trigger(is_on=False)
    tell(anna, shop=shop, number="1")
    deliver()
    assert codes(anna) == []
    a_trigger(points=50)
    a_trigger(points=50)
    tell(anna, shop=shop, number="2")
    deliver()
    assert points(anna) == 50
    assert TriggerVersion.objects.count() == 2
    assert TriggerResult.objects.get().version.number == 2


def test_many_relays_at_once_keep_the_limit_and_the_budget() -> None:
    # given three reviews for one member in all, 500 points for everybody
    shop = a_shop().pk
    members = [a_member() for _ in range(4)]
    a_trigger(per_member={"limit": 3, "period": "all"}, budget={"limit": 500, "period": "all"})
    for number in range(5):
        for member in members:
            tell(member, shop=shop, number=f"{member}-{number}")

    # when eight relays deliver
    assert run_together(*[deliver_some] * 8) == [None] * 8
    deliver()

    # then five gifts in all, none above three for anybody, and the counters say what the ledger says
    assert sum(points(member) for member in members) == 500
    assert max(points(member) for member in members) <= 300
    assert TriggerResult.objects.count() == 20
    assert TriggerResult.objects.filter(code="given").count() == 5
    assert {counter.used for counter in BudgetCounter.objects.filter(budget=1)} == {500}


def deliver_some() -> None:
    for _ in range(40):
        if not relay(at=LATER).claimed:
            return


@pytest.mark.parametrize(
    "terms",
    [{"event": "order.completed"}, {"points": 0}, {"when": {"all": [{"no_such": {}}]}}, {"unit": "ROUBLES"},
     {"per_member": {"limit": 0, "period": "month"}}, {"budget": {"limit": 1, "period": "century"}}, {"gift": "car"}],
)  # fmt: skip
def test_terms_that_make_no_sense_are_refused(terms: dict[str, Any]) -> None:
    with pytest.raises(InvalidRule):
        a_trigger(**terms)


def test_a_coupon_for_an_event_is_issued_once_and_none_left_is_told() -> None:
    # given a coupon for a review, and one code
    a_pool("thanks", "AAAA-1111")
    anna, boris, shop = a_member(), a_member(), a_shop().pk
    a_trigger(points=0, coupon="thanks")

    # when Anna writes one, the relay runs twice, and then Boris writes one
    tell(anna, shop=shop, number="1")
    deliver()
    deliver()
    tell(boris, shop=shop, number="2")
    deliver()

    # then she has the code and no points, and of his it is known why there is none
    coupon = Coupon.objects.get()
    assert (coupon.member_id, coupon.source, coupon.state) == (anna, "event", "issued")
    assert (codes(anna), points(anna)) == (["given"], 0)
    assert TriggerResult.objects.get(member=anna).coupon == coupon
    assert codes(boris) == ["coupon"]
    assert CouponShortage.objects.get().member_id == boris


def test_a_trigger_gives_something_there_is() -> None:
    with pytest.raises(InvalidRule):
        a_trigger(points=0)
    with pytest.raises(InvalidRule):
        a_trigger(points=0, coupon="nowhere")
    a_pool("thanks")
    with pytest.raises(InvalidRule):
        a_trigger(points=0, coupon="thanks", budget={"limit": 5, "period": "month"})
