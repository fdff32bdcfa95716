"""Codes made, brought and issued by the hundred thousand, in pieces that survive a stop."""

from datetime import timedelta

import pytest

from campaigns.coupons.advance_work import advance_work
from campaigns.coupons.advance_works import advance_works
from campaigns.coupons.models import Coupon, CouponEntry
from campaigns.coupons.normal import normal_code
from campaigns.coupons.random_codes import ALPHABET, WrongPattern, bits_of, check_pattern, random_codes
from campaigns.coupons.read_codes import NoColumn, read_column
from campaigns.coupons.resume_work import resume_work
from campaigns.coupons.start_work import BatchStopped, WrongCount, start_work
from campaigns.coupons.stop_work import stop_work
from campaigns.coupons.work_models import CouponFault, CouponWork, CouponWorkFile
from loyalty.audit.models import AuditEvent
from loyalty.imports.tables import UnreadableFile
from loyalty.jobs.run_job import run_job
from loyalty.ledger.cause import SYSTEM
from loyalty.membership.block import block
from tests.builders import NOON, a_member, a_user
from tests.campaigns.coupons.batches import a_pool
from tests.together import run_together

pytestmark = pytest.mark.usefixtures("own_database")
PATTERN = "AUTUMN-####-####-##"


def pieces(count: int) -> object:
    """Something to ask before each piece: yes, so many times."""
    left = iter([True] * count)
    return lambda: next(left, False)


def test_a_hundred_thousand_codes_are_made_once_through_stops_and_two_workers() -> None:
    # given work that an employee began
    batch, by = a_pool("autumn", pattern=PATTERN), a_user()
    work = start_work(kind="make", batch_id=batch.pk, total=100_000, by=by.pk, at=NOON)

    # when it runs for two pieces, is stopped, is resumed, and then two workers are at it at once, after a lease ran out
    advance_work(work_id=work, at=NOON, going_on=pieces(2))  # type: ignore[arg-type]
    assert stop_work(work_id=work, at=NOON)
    advance_works(at=NOON)
    assert Coupon.objects.count() == 40_000
    assert resume_work(work_id=work, at=NOON)
    run_together(
        lambda: advance_works(at=NOON), lambda: advance_works(at=NOON + timedelta(minutes=3)),
    )  # fmt: skip
    advance_works(at=NOON + timedelta(minutes=9))

    # then there are as many as asked, of the pattern, in the form in which tills look for them
    row = CouponWork.objects.get()
    assert (row.state, row.done, row.counts) == ("done", 100_000, {"made": 100_000})
    found = list(Coupon.objects.values_list("code", "normal", "state"))
    assert len({code for code, _normal, _state in found}) == 100_000
    assert all(normal == normal_code(code) and state == "created" for code, normal, state in found)
    assert found[0][0].startswith("AUTUMN-")
    assert AuditEvent.objects.filter(act="added", object_kind="coupon_batch", principal_id=by.pk).exists()


def test_codes_come_from_a_file_and_what_is_refused_says_why() -> None:
    # given a code that another batch has
    a_pool("other", "TAKEN-0001")
    batch = a_pool("summer")
    rows = ["SUN-1234-AB", "sun 1234 ab", "taken-OOO1", "A-1", "x" * 65, "ЖЖЖЖЖ", "=1+1+1+1", "SUN-9999-CD"]
    content = ("Comment;Code\n" + "\n".join(f"x;{row}" for row in rows)).encode()

    # when
    lines = read_column(name="codes.csv", content=content, column="code")
    work = start_work(kind="load", batch_id=batch.pk, total=len(lines), by=None, at=NOON, lines=lines)
    assert run_job(code="coupon_work", at=NOON)

    # then
    assert set(batch.coupons.values_list("code", flat=True)) == {"SUN-1234-AB", "SUN-9999-CD", "=1+1+1+1"}
    assert list(CouponFault.objects.filter(work=work).order_by("row").values_list("row", "code")) == [
        (2, "twice"), (3, "taken"), (4, "too_short"), (5, "too_long"), (6, "bad_text"),
    ]  # fmt: skip
    assert CouponWork.objects.get().counts == {"made": 3, "refused": 5}

    # and a week later what was read is gone, while what became of it stays
    advance_works(at=NOON + timedelta(days=8))
    assert not CouponWorkFile.objects.exists()
    assert CouponFault.objects.count() == 5


def test_a_file_is_refused_as_a_whole_when_it_is_none() -> None:
    with pytest.raises(UnreadableFile):
        read_column(name="a.csv", content=b"\x00\x01", column="code")
    with pytest.raises(NoColumn):
        read_column(name="a.csv", content=b"number\n1", column="code")


def test_members_on_a_list_get_one_code_each() -> None:
    # given a pool of three, and a list with a phone, the same phone otherwise, a stranger, a blocked one and two more
    batch = a_pool("winter", "AAAA-1111", "BBBB-2222", "CCCC-3333", days_valid=7)
    anna, boris = a_member(phone="+79001112233"), a_member(email="boris@example.com")
    vera, blocked = a_member(card="2200123412341234"), a_member(phone="+79004445566")
    gleb = a_member(external="C-77")
    block(member_id=blocked, reason="test", principal=SYSTEM, at=NOON)
    lines = ["8 900 111-22-33", "+79001112233", "+79009999999", "+79004445566", "Boris@Example.com", "2200123412341234",
             "C-77"]  # fmt: skip
    work = start_work(
        kind="issue", batch_id=batch.pk, total=len(lines), by=a_user().pk, at=NOON, lines=lines,
        terms={"by": "contact", "source": "file", "reason": "Письмо недели"},
    )  # fmt: skip

    # when two runs are at it, one after the lease of the other
    run_together(lambda: advance_works(at=NOON), lambda: advance_works(at=NOON + timedelta(minutes=3)))

    # then
    assert set(Coupon.objects.filter(state="issued").values_list("member_id", flat=True)) == {anna, boris, vera}
    assert list(CouponFault.objects.filter(work=work).order_by("row").values_list("row", "code")) == [
        (2, "twice"), (3, "unknown"), (4, "member"), (7, "none_left"),
    ]  # fmt: skip
    assert gleb not in Coupon.objects.values_list("member_id", flat=True)
    entry = CouponEntry.objects.get(act="issued", member=anna)
    assert (entry.principal, entry.reason) == ("staff", "Письмо недели")
    coupon = Coupon.objects.get(member=anna)
    assert (coupon.source, coupon.issued_work_id, coupon.expires_at is not None) == ("file", work, True)


def test_a_batch_that_makes_codes_never_runs_out() -> None:
    batch = a_pool("on-the-fly", "AAAA-1111", pattern=PATTERN, makes_more=True)
    members = [a_member() for _ in range(5)]
    start_work(
        kind="issue", batch_id=batch.pk, total=5, by=None, at=NOON, lines=[str(one) for one in members],
        terms={"by": "id", "source": "segment", "segment": "vip"},
    )  # fmt: skip

    advance_works(at=NOON)

    assert set(Coupon.objects.values_list("member_id", "issued_segment")) == {(one, "vip") for one in members}


def test_work_that_cannot_be_is_refused() -> None:
    batch = a_pool("autumn", pattern=PATTERN)
    with pytest.raises(WrongCount):
        start_work(kind="make", batch_id=batch.pk, total=1_000_001, by=None, at=NOON)
    with pytest.raises(WrongPattern):
        start_work(kind="make", batch_id=a_pool("no-pattern").pk, total=1, by=None, at=NOON)
    with pytest.raises(BatchStopped):
        start_work(
            kind="make", batch_id=a_pool("ended", pattern=PATTERN, stopped_at=NOON).pk, total=1, by=None, at=NOON
        )


def test_a_file_that_is_gone_ends_the_work() -> None:
    batch = a_pool("summer")
    start_work(kind="load", batch_id=batch.pk, total=1, by=None, at=NOON, lines=["AAAA-1111"])
    CouponWorkFile.objects.all().delete()

    advance_works(at=NOON)

    assert CouponWork.objects.get().state == "failed"


@pytest.mark.parametrize(
    "pattern", ["", "ABC", "####-####", "лето-####-####-##", "####-####-##-", "#" * 17, "A B-####-####-##"]
)
def test_a_pattern_that_can_be_guessed_or_not_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(WrongPattern):
        check_pattern(pattern)


def test_codes_have_forty_random_bits_and_nothing_that_looks_alike() -> None:
    assert bits_of(check_pattern("#########")) == 40
    folded = normal_code(ALPHABET)
    assert sorted(folded) == sorted(ALPHABET), "normal forms of two characters are the same"
    drawn = "".join(code.removeprefix("A-") for code in random_codes(pattern="A-##########", count=20_000))
    counts = [drawn.count(character) for character in ALPHABET]
    assert min(counts) > 0.9 * len(drawn) / len(ALPHABET)
    assert max(counts) < 1.1 * len(drawn) / len(ALPHABET)
