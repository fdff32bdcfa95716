"""The operations page: what waits for people is settled there, the fence is lifted there, and roles hold."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from loyalty.admin.parked import error_words, masked
from loyalty.clock import now
from loyalty.events.kinds import MEMBER_BLOCKED
from loyalty.events.models import Delivery, Event
from loyalty.events.react import Happened
from loyalty.events.record import record
from loyalty.instance.fence import is_fenced
from loyalty.instance.keep_drill import keep_drill
from loyalty.jobs.models import JobRun
from loyalty.jobs.run_job import run_job
from loyalty.limits.count import count
from loyalty.limits.limit import STAFF_SIGN_INS, WRONG_CODES
from loyalty.messages.models import Reminder
from tests.cast import Cast
from tests.fakes.reactions import reacting
from tests.loyalty.admin.roles import SignIn

PAGE = "admin:operations"


@pytest.fixture
def parked(cast: Cast) -> Iterator[list[int]]:
    """Three parked deliveries: two alike and one of another kind."""

    def nothing(event: Happened, at: datetime) -> None:
        pass

    with reacting("greet", nothing, MEMBER_BLOCKED):
        for error in ("TimeoutError", "TimeoutError", "ValueError"):
            record(kind=MEMBER_BLOCKED, at=now(), member_id=cast.anna, payload={"reason": "odd", "principal_id": 1})
            newest = Delivery.objects.order_by("-id")[:1].values("pk")
            Delivery.objects.filter(pk__in=newest).update(state="parked", attempt=10, ended_at=now(), error_class=error)
        yield list(Delivery.objects.order_by("id").values_list("pk", flat=True))


def test_an_empty_page_says_that_all_is_well(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(language="en").get(reverse(PAGE)).content.decode()
    assert "None: everything that happened has reached whoever listens." in page
    assert "None: every reminder that was due has left." in page
    assert "The books have not been checked yet" in page


def test_alike_ones_are_sent_again_together(cast: Cast, sign_in: SignIn, parked: list[int]) -> None:
    # given
    browser = sign_in(language="en")
    page = browser.get(reverse(PAGE)).content.decode()
    assert "the other side did not answer in time" in page
    assert "the program failed (ValueError)" in page
    # when
    browser.post(reverse("admin:retry_alike"), {"reaction": "greet", "error_class": "TimeoutError"})
    # then
    states = Delivery.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["due", "due", "parked"]
    assert Event.objects.filter(kind="delivery.retried").count() == 2


def test_one_is_sent_again_and_another_let_go_with_a_reason(cast: Cast, sign_in: SignIn, parked: list[int]) -> None:
    browser = sign_in(language="en")
    browser.post(reverse("admin:retry_parked", args=[parked[0]]))
    browser.post(reverse("admin:discard_parked", args=[parked[1]]), {"reason": ""})
    assert Delivery.objects.get(pk=parked[1]).state == "parked"
    browser.post(reverse("admin:discard_parked", args=[parked[1]]), {"reason": "the member was a test"})
    assert list(Delivery.objects.order_by("id").values_list("state", flat=True)) == ["due", "discarded", "parked"]
    gone = Event.objects.get(kind="delivery.discarded").payload
    assert (gone["reason"], gone["by"]) == ("the member was a test", f"user:{cast.owner.pk}")
    # and what is no longer parked is said so
    said = browser.post(reverse("admin:retry_parked", args=[parked[1]]), follow=True).content.decode()
    assert "This event is not parked" in said


def test_only_those_who_may_see_and_settle(cast: Cast, sign_in: SignIn, parked: list[int]) -> None:
    assert sign_in("Marketer").get(reverse(PAGE)).status_code == 403
    assert sign_in("Support").post(reverse("admin:retry_parked", args=[parked[0]])).status_code == 403
    assert sign_in("Integrator").get(reverse(PAGE)).status_code == 200
    assert sign_in("Integrator").get(reverse("admin:confirm_restore")).status_code == 403
    assert sign_in().get(reverse("admin:retry_parked", args=[parked[0]])).status_code == 405
    assert Delivery.objects.filter(state="parked").count() == 3


def test_the_fence_is_lifted_with_a_reason(cast: Cast, sign_in: SignIn, settings: Settings) -> None:
    # given a disk that was rolled back
    settings.INSTANCE_EPOCH = "after the fire"
    browser = sign_in(language="en")
    assert "No message leaves until" in browser.get(reverse(PAGE)).content.decode()
    # when
    browser.post(reverse("admin:confirm_restore"), {"reason": ""})
    assert is_fenced()
    browser.post(reverse("admin:confirm_restore"), {"reason": "the old server is gone"})
    # then
    assert not is_fenced()
    assert "the old server is gone" in browser.get(reverse(PAGE)).content.decode()


@pytest.mark.parametrize(("days", "ok", "words"), [(1, True, "the backup was good"), (36, True, "more than 35 days"),
                                                   (2, False, "the backup was not good")])  # fmt: skip
def test_the_drill_grows_old(cast: Cast, sign_in: SignIn, days: int, ok: bool, words: str) -> None:
    assert "never yet" in sign_in(language="en").get(reverse(PAGE)).content.decode()
    keep_drill(at=now() - timedelta(days=days), ok=ok, report={"rows": 10, "backup_bytes": 1_000})
    assert words in sign_in(language="en").get(reverse(PAGE)).content.decode()


def test_jobs_tell_when_they_ran_and_how_long(cast: Cast, sign_in: SignIn) -> None:
    run_job(code="night", at=now())
    assert JobRun.objects.get(job="night").took_ms is not None
    rows = {row.title: row for row in sign_in(language="en").get(reverse(PAGE)).context["jobs"]}
    night = rows["release lapsed reservations, activate and expire points"]
    assert (night.often, night.tone, night.failed) == ("every 10 minutes", "good", 0)
    assert night.seconds != "—"


def test_a_reminder_that_nobody_took_is_shown(cast: Cast, sign_in: SignIn) -> None:
    Reminder.objects.create(
        member_id=cast.anna, last_day=date(2099, 1, 1), days=1, lease_until=now() - timedelta(hours=1)
    )
    assert "1 reminder was not taken" in sign_in(language="en").get(reverse(PAGE)).content.decode()


def test_what_shops_tell_is_masked_and_our_own_ids_are_not() -> None:
    assert masked("shop.review", {"text": "call +7 912", "stars": 5}) == "text: •••, stars: 5"
    with translation.override("en"):
        line = masked("order.completed", {"order": 17, "to_pay_kopecks": 7_500, "reason": "proof"})
    assert line.startswith("order no.: 17, to pay: ₽75, reason: the check of the books")


def test_details_are_words_and_what_only_the_program_needs_is_left_out() -> None:
    payload = {"order": 17, "offered": False, "return": 4, "money_kopecks": 5_000, "referral": 3, "campaign": "spring"}
    with translation.override("en"):
        line = masked("order.returned", payload)
    assert line == "order no.: 17, return no.: 4, money back: ₽50, invitation no.: 3, campaign: spring"


def test_an_unknown_error_keeps_its_class() -> None:
    assert "Weird" in error_words("Weird")


def test_guessing_is_shown_with_who_has_to_wait(sign_in: SignIn) -> None:
    # given nobody, then eleven wrong codes of one member and two of another
    page = sign_in().get(reverse(PAGE)).content.decode()
    assert "Никто не подбирал коды" in page
    at = now()
    for who, times in (("member 1", 10), ("member 2", 2)):
        for _time in range(times):
            count(limit=WRONG_CODES, who=who, at=at)
    count(limit=STAFF_SIGN_INS, who="long ago", at=at - timedelta(hours=2))
    # when
    guessed = sign_in().get(reverse(PAGE)).context["guessed"]
    # then
    ((said, found),) = guessed
    assert str(said) == "неверные коды купонов, по участнику или кассе"
    assert (found.subjects, found.tried, found.stopped) == (2, 12, 1)
