"""What staff and time do with certificates: block, replace, extend, expire; what is owed; files and paper."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from loyalty.audit.models import AuditEvent
from loyalty.certificates.bind import BoundToAnother, bind
from loyalty.certificates.block import block
from loyalty.certificates.code import new_code, normal_code
from loyalty.certificates.expire import expire
from loyalty.certificates.extend import NotLonger, extend
from loyalty.certificates.find import CertificateNotValid, by_code
from loyalty.certificates.issue_batch import issue_batch
from loyalty.certificates.liability import liability
from loyalty.certificates.models import Certificate
from loyalty.certificates.printed import printed
from loyalty.certificates.replace import CertificateHeld, replace
from loyalty.certificates.take_file import FileTaken, take_file
from loyalty.certificates.unbind import unbind
from loyalty.certificates.unblock import unblock
from loyalty.certificates.wallet import open_wallet, wallet
from loyalty.ledger.cause import Principal
from loyalty.program.current import program
from tests.builders import NOON, a_return, a_shop, an_order, with_settings
from tests.cast import Cast
from tests.loyalty.certificates.selling import (
    STAFF,
    a_certificate,
    a_kind,
    broken_laws,
    free_on,
    money_on,
    paid_with,
)

MOSCOW = ZoneInfo("Europe/Moscow")
AFTER = NOON + timedelta(days=400)


@pytest.mark.parametrize(
    "typed",
    ["7kq2m4xt9rhc31wz", "7KQ2-M4XT-9RHC-31WZ", " 7kq2 m4xt 9rhc 31wz ", "7КQ2–М4ХТ–9RНС–31WZ", "7KQ2M4XT9RHC3IWZ"],
)
def test_a_code_is_one_however_it_is_typed(typed: str) -> None:
    assert normal_code(typed) == "7KQ2M4XT9RHC31WZ"


@pytest.mark.parametrize("typed", ["", "short", "x" * 65, "7KQ2-M4XT-9RHC-31W%", "\u0661" * 16 + "€"])
def test_what_is_no_code(typed: str) -> None:
    assert normal_code(typed) is None


def test_a_new_code_has_eighty_bits_and_no_look_alikes() -> None:
    codes = {new_code().normal for _ in range(500)}
    assert len(codes) == 500
    assert not set("".join(codes)) & set("ILOU")
    assert {len(code) for code in codes} == {16}


def test_blocked_and_unblocked(cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya)
    # when
    for _ in range(2):
        block(certificate_id=gift.id, reason="украли", cause=STAFF, at=NOON)
    for _ in range(2):
        unblock(certificate_id=gift.id, reason="нашли", cause=STAFF, at=NOON)
    # then
    an_order(cast.lesnaya, paid_with(gift.id))
    acts = AuditEvent.objects.filter(object_kind="certificate").values_list("act", "reason")
    assert sorted(acts) == [("blocked", "украли"), ("unblocked", "нашли")]


def test_a_replaced_one_keeps_its_days_and_its_holder(cast: Cast, commit_proofs: Callable[[], None]) -> None:
    # given
    gift = a_certificate(cast.lesnaya, member_id=cast.anna)
    an_order(cast.lesnaya, paid_with(gift.id))
    # when
    new = Certificate.objects.get(pk=replace(certificate_id=gift.id, reason="потеряна", cause=STAFF, at=NOON))
    commit_proofs()
    # then
    assert (new.member_id, new.valid_until, money_on(new.pk)) == (cast.anna, gift.valid_until, 60_000)
    assert by_code(code=gift.code) == gift.id  # support still finds its story
    with pytest.raises(CertificateNotValid):
        an_order(cast.lesnaya, paid_with(gift.id))


def test_reserved_money_is_not_moved(cast: Cast) -> None:
    gift = a_certificate(cast.lesnaya)
    an_order(cast.lesnaya, paid_with(gift.id), state="pending")
    with pytest.raises(CertificateHeld):
        replace(certificate_id=gift.id, reason="потеряна", cause=STAFF, at=NOON)


@pytest.mark.parametrize(("what", "left"), [("keep", 100_000), ("write_off", 0)])
def test_its_time_is_over(own_database: None, what: str, left: int) -> None:
    # given
    with_settings(certificate_expiry=what)
    gift = a_certificate(a_shop())
    # when: the job runs twice
    assert expire(at=NOON) == 0
    assert (expire(at=AFTER), expire(at=AFTER)) == (1, 0)
    # then
    assert money_on(gift.id, at=AFTER) == left
    assert broken_laws(AFTER) == []
    # when it is extended
    until = AFTER + timedelta(days=30)
    extend(certificate_id=gift.id, until=until, reason="клиент попросил", cause=STAFF, at=AFTER)
    # then: what was written off is there again
    assert money_on(gift.id, at=AFTER) == 100_000
    an_order(a_shop(), paid_with(gift.id), at=AFTER)
    assert broken_laws(AFTER) == []
    with pytest.raises(NotLonger):
        extend(certificate_id=gift.id, until=until, reason="ещё", cause=STAFF, at=AFTER)


def test_expiry_waits_for_what_is_reserved(own_database: None) -> None:
    # given: placed on the last day, for a week
    with_settings(certificate_expiry="write_off")
    gift = a_certificate(made := a_shop())
    last = NOON + timedelta(days=365)
    an_order(made, paid_with(gift.id), state="placed", at=last)
    # then
    assert expire(at=last + timedelta(days=1)) == 0
    assert expire(at=last + timedelta(days=8)) == 1
    assert free_on(gift.id, at=last + timedelta(days=8)) == 0
    assert broken_laws(last + timedelta(days=8)) == []


def test_what_is_owed_by_month(own_database: None) -> None:
    # given: November's is half used and replaced; December's is whole; one was given back
    shop, december = a_shop(), NOON + timedelta(days=20)
    first = a_certificate(shop)
    an_order(shop, paid_with(first.id))
    replace(certificate_id=first.id, reason="потеряна", cause=STAFF, at=december)
    a_certificate(shop, at=december)
    # when
    months = liability(zone=MOSCOW, at=AFTER)
    # then
    assert [(one.month.isoformat(), one.count, one.put_on, one.left, one.used) for one in months] == [
        ("2026-12-01", 1, 100_000, 100_000, 0),
        ("2026-11-01", 1, 100_000, 60_000, 40_000),
    ]
    assert months[1].overdue == 60_000


def test_the_file_of_a_batch_is_given_once(cast: Cast) -> None:
    # given
    batch = issue_batch(
        product=a_kind(), count=3, nominal_kopecks=100_000, is_paid=True, with_pin=True, reason="счёт 17", cause=STAFF,
        at=NOON,
    )  # fmt: skip
    me = Principal("staff", cast.owner.pk)
    # when
    rows = take_file(batch_id=batch, by=me, at=NOON)
    # then
    assert all(by_code(code=row.code) for row in rows)
    assert {len(row.pin) for row in rows} == {6}
    with pytest.raises(FileTaken):
        take_file(batch_id=batch, by=me, at=NOON)
    assert AuditEvent.objects.filter(act="exported", object_kind="certificate_batch").count() == 1


def test_the_page_to_print(cast: Cast) -> None:
    gift = a_certificate(cast.lesnaya)
    row = Certificate.objects.select_related("product").get(pk=gift.id)
    page = printed(row, programme=program())
    assert page.body.startswith(b"%PDF-")
    assert page.name == f"certificate-{row.tail}.pdf"
    assert len(page.body) < 200_000


def test_the_buyer_has_it_until_whoever_got_it_adds_it(cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya, member_id=cast.anna)
    assert [one.id for one in wallet(member_id=cast.anna, at=NOON)] == [gift.id]
    # when
    bind(member_id=cast.boris, code=gift.code.lower(), pin=None, at=NOON)
    # then
    assert wallet(member_id=cast.anna, at=NOON) == ()
    found = open_wallet(member_id=cast.boris, certificate_id=gift.id, at=NOON)
    assert found is not None
    assert (found.code, found.card.left) == (gift.code, 100_000)
    with pytest.raises(BoundToAnother):
        bind(member_id=cast.vera, code=gift.code, pin=None, at=NOON)
    # and it is taken out by its holder alone
    assert not unbind(member_id=cast.anna, certificate_id=gift.id, at=NOON)
    assert unbind(member_id=cast.boris, certificate_id=gift.id, at=NOON)
    assert wallet(member_id=cast.boris, at=NOON) == ()


def test_goods_returned_long_after_leave_the_written_off_alone(own_database: None) -> None:
    """Expiry wrote off what was left; the goods bought before come back: only their money returns."""
    # given
    with_settings(certificate_expiry="write_off", return_days=3_650)
    shop = a_shop()
    gift = a_certificate(shop)
    order = an_order(shop, paid_with(gift.id))
    expire(at=AFTER)
    # when
    a_return(order, 1000, at=AFTER)
    # then: for the days of grace, and then it is written off, too
    assert money_on(gift.id, at=AFTER) == 40_000
    later: datetime = AFTER + timedelta(days=30)
    assert expire(at=later) == 1
    assert money_on(gift.id, at=later) == 0
    assert broken_laws(later) == []
