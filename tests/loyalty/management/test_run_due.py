"""Every due job from PostgreSQL alone."""

import random
from io import StringIO

import pytest
from django.core.management import call_command

from loyalty import clock
from loyalty.events.kinds import MEMBER_BLOCKED
from loyalty.events.models import Delivery, Event
from loyalty.events.record import record
from loyalty.jobs.due import due_jobs
from loyalty.jobs.models import JobRun
from loyalty.ledger.book import InsufficientPoints
from loyalty.ledger.owner import Owner
from loyalty.ledger.prove import prove
from tests.builders import a_cart, a_member, a_shop, an_order, some_points
from tests.fakes.reactions import reacting
from tests.loyalty.ledger.points import DAY, HOUR, NOON, bonus, give, kinds, reserve, spend
from tests.together import run_together

pytestmark = pytest.mark.usefixtures("own_database")


def run_due() -> str:
    out = StringIO()
    call_command("run_due", stdout=out)
    return out.getvalue()


JOBS = [
    "accounting",
    "analytics_rollup",
    "birthdays",
    "campaign_states",
    "certificates",
    "coupon_work",
    "coupons",
    "history",
    "lapse_orders",
    "night",
    "owner_notices",
    "prove",
    "purge",
    "purge_uploads",
    "referrals",
    "relay",
    "remind",
    "rfm",
    "segments",
    "send_codes",
    "tiers",
    "uploads",
    "weekly_figures",
]
# Their pieces of work are claimed, not their periods.
SHARED = {"coupon_work", "relay", "segments", "send_codes", "uploads"}


def test_every_job_is_run_and_a_second_call_finds_none_due(monkeypatch: pytest.MonkeyPatch) -> None:
    # given points that expired, a placed order whose days are over, and an event
    monkeypatch.setattr(clock, "now", lambda: NOON + 60 * DAY)
    give(100, expires_at=NOON + DAY)
    anna, shop = a_member(), a_shop()
    some_points(anna, 500)
    an_order(shop, a_cart(anna, burn=100), number="R-1", state="placed")
    with reacting("see", lambda event, at: None, MEMBER_BLOCKED):
        record(kind=MEMBER_BLOCKED, at=NOON)
        Delivery.objects.update(next_at=NOON)
        # when
        first, second = run_due(), run_due()
    # then
    assert sorted(first.splitlines()) == [f"{code}: done" for code in JOBS]
    assert sorted(second.splitlines()) == [f"{code}: {'done' if code in SHARED else 'not due'}" for code in JOBS]
    assert kinds()[-1] == "expire"
    assert Event.objects.filter(kind="order.lapsed").count() == 1
    assert Event.objects.filter(kind="books.proved", payload__ok=True).count() == 1
    assert Delivery.objects.get().state == "done"


def test_a_job_that_fails_is_said_and_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    # given
    def broken(*, at: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("loyalty.ledger.jobs.run_night", broken)
    # when
    with pytest.raises(SystemExit) as left:
        call_command("run_due", stdout=StringIO(), stderr=StringIO())
    # then
    assert left.value.code == 1
    finished = dict(JobRun.objects.values_list("job", "error_class"))
    others = (
        "prove lapse_orders remind purge purge_uploads tiers birthdays campaign_states coupons referrals certificates "
        "owner_notices rfm accounting analytics_rollup history weekly_figures"
    )
    finished_well = dict.fromkeys(others.split(), "")
    assert finished == {"night": "RuntimeError", **finished_well}


def test_four_at_once_among_spenders_change_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    # given people with points to activate, to expire and to release
    at = NOON + 2 * DAY
    monkeypatch.setattr(clock, "now", lambda: at)
    people = [Owner.member(number) for number in range(1, 9)]
    for owner in people:
        give(100, owner=owner, expires_at=NOON + DAY)
        give(50, owner=owner)
        give(30, owner=owner, available_from=NOON + HOUR)
        reserve(20, owner=owner, expires_at=NOON + HOUR)

    def spend_some(seed: int) -> int:
        chance, spent = random.Random(seed), 0
        for _time in range(10):
            points = chance.randint(1, 20)
            try:
                spend(points, owner=chance.choice(people), at=at)
                spent += points
            except InsufficientPoints:
                continue
        return spent

    # when
    results = run_together(run_due, run_due, run_due, run_due, *[lambda n=n: spend_some(n) for n in range(4)])
    # then
    assert [result for result in results if isinstance(result, Exception)] == []
    assert sum("night: done" in str(result) for result in results[:4]) == 1
    left = sum(bonus(owner, at=at).available for owner in people)
    assert left == len(people) * 80 - sum(results[4:])
    assert all(kinds(owner).count("expire") == 1 for owner in people)
    assert prove(at=at).ok


def test_every_job_has_words_for_people() -> None:
    assert [code for code, job in due_jobs if not str(job.title)] == []
