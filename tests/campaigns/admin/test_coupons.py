"""The staff's pages of coupons: a batch from the form to its figures, and one code from a receipt to its story."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from campaigns.coupons.models import Coupon, CouponBatch
from campaigns.coupons.work_models import CouponWork
from loyalty.audit.models import AuditEvent
from loyalty.clock import now
from tests.builders import a_cart, an_order
from tests.campaigns.coupons.batches import a_pool
from tests.campaigns.running import a_campaign
from tests.cast import Cast, enter_cast
from tests.loyalty.admin.conftest import sign_in as sign_in
from tests.loyalty.admin.roles import SignIn

pytestmark = pytest.mark.usefixtures("own_database")

FORM = {
    "name": "Письмо ноября", "code": "november", "kind": "single", "shared_code": "", "pattern": "NOV-####-####-##",
    "gives_ru": "Скидка 10 %", "gives_en": "10 % off", "terms_ru": "", "terms_en": "", "valid_from": "",
    "valid_until": "2027-01-31T23:59", "days_valid": "14", "limit_each": "", "limit_total": "", "limit_member": "1",
    "limit_period": "", "period": "", "returns_on_cancel": "on", "returns_on_return": "on", "reservation_minutes": "15",
}  # fmt: skip


@pytest.fixture
def cast(own_database: str) -> Cast:
    """Where works commit."""
    return enter_cast()


def test_a_batch_is_written_in_a_form_filled_and_issued(sign_in: SignIn, cast: Cast) -> None:
    # given
    browser = sign_in(role="Marketer")
    assert browser.post(reverse("admin:campaigns_couponbatch_add"), FORM).status_code == 302
    batch = CouponBatch.objects.get()
    assert (batch.limit_each, batch.limit_member, batch.days_valid, batch.returns_on_return) == (1, 1, 14, True)

    # when codes are made, brought and issued
    browser.post(reverse("admin:coupon_make", args=[batch.pk]), {"count": "30"})
    file = SimpleUploadedFile("codes.csv", b"code\nLETTER-1\nA\n=1+1+1+1\n")
    browser.post(reverse("admin:coupon_load", args=[batch.pk]), {"import_file": file})
    asked = {"contacts": "+7 912 345-67-34\n+79160000000", "rule": "", "reason": "Письмо недели"}
    done = browser.post(reverse("admin:coupon_issue", args=[batch.pk]), asked, follow=True)

    # then the pages tell what came of it
    assert "+79160000000" not in done.content.decode()
    assert [work.counts for work in CouponWork.objects.order_by("pk")] == [
        {"made": 30}, {"made": 2, "refused": 1}, {"issued": 1, "refused": 1},
    ]  # fmt: skip
    page = browser.get(reverse("admin:campaigns_couponbatch_change", args=[batch.pk]))
    funnel = page.context["funnel"]
    assert (funnel.made, funnel.issued, funnel.seen, funnel.used, funnel.free) == (32, 1, 0, 0, 31)
    (row,) = browser.get(reverse("admin:campaigns_couponbatch_changelist")).context["cl"].result_list
    assert row.funnel == funnel
    assert Coupon.objects.get(member=cast.anna).source == "staff"

    # and a rule about a segment that is not there finds nobody: “in none of them” would be everybody
    asked = {"contacts": "", "rule": '{"all": [{"in_segment": {"none_of": ["asleep"]}}]}', "reason": "Письмо недели"}
    refused = browser.post(reverse("admin:coupon_issue", args=[batch.pk]), asked)
    assert refused.context["form"].errors["rule"] == ["Нет сегмента asleep"]
    assert "rule.all[0].in_segment.none_of" in refused.content.decode()  # where the editor shows it
    assert CouponWork.objects.filter(kind="issue").count() == 1

    # and what was left out comes back as a file
    work = CouponWork.objects.get(kind="load")
    taken = browser.get(reverse("admin:coupon_faults", args=[batch.pk, work.pk]))
    assert _rows(taken)[1][:2] == ["A", "2"]


def test_codes_go_out_for_those_who_may_and_run_in_no_spreadsheet(sign_in: SignIn) -> None:
    # given
    batch = a_pool("november", "AAAA-1111", "=1+1+1+1")
    url = reverse("admin:coupon_export", args=[batch.pk, "csv"])
    # when
    taken = sign_in(role="Marketer").post(url)
    # then
    assert [row[0] for row in _rows(taken)] == ["code", "AAAA-1111", "'=1+1+1+1"]
    assert AuditEvent.objects.get(act="exported").after == {"format": "csv", "rows": 2}
    assert sign_in(role="Marketer").post(reverse("admin:coupon_export", args=[batch.pk, "xlsx"])).status_code == 200
    for role in ("Support", "Analyst", "Approver"):
        assert sign_in(role=role).post(url).status_code == 403


def test_support_finds_a_code_in_any_spelling_and_reads_its_story(sign_in: SignIn, cast: Cast) -> None:
    # given a code that a purchase brought to Anna
    a_pool("next-visit", "AAAA-1111")
    a_campaign("come-back", {"hand_out_coupon": {"batch": "next-visit"}}, lane="gifts")
    order = an_order(cast.lesnaya, a_cart(cast.anna), number="R-1")
    coupon = Coupon.objects.get()
    browser = sign_in(role="Support")

    # when she reads it out over the phone, in Cyrillic
    found = browser.post(reverse("admin:coupon_find"), {"code": " аааа 1111"}, follow=True)

    # then
    page = found.content.decode()
    assert found.redirect_chain[-1][0] == reverse("admin:coupon_story", args=[coupon.pk])
    assert reverse("admin:loyalty_order_change", args=[order.id]) in page
    assert reverse("admin:loyalty_member_change", args=[cast.anna]) in page
    assert "come-back" in page
    assert browser.post(reverse("admin:coupon_find"), {"code": "nothing"}).status_code == 200

    # and can revoke it, with a reason
    assert browser.post(reverse("admin:coupon_revoke", args=[coupon.pk]), {"reason": ""}).status_code == 200
    browser.post(reverse("admin:coupon_revoke", args=[coupon.pk]), {"reason": "Выдан по ошибке"})
    assert Coupon.objects.get().state == "revoked"
    assert "Выдан по ошибке" in browser.get(reverse("admin:coupon_story", args=[coupon.pk])).content.decode()


def test_support_gives_a_coupon_by_hand_and_sees_it_on_the_member_s_page(sign_in: SignIn, cast: Cast) -> None:
    # given
    a_pool("sorry", "SORRY-1")
    browser = sign_in(role="Support")
    # when
    done = browser.post(reverse("admin:give_coupon", args=[cast.anna]), {"batch": "sorry", "reason": "Остывший кофе"})
    # then
    assert done.status_code == 302
    assert Coupon.objects.get().member_id == cast.anna
    assert "SORRY-1" in browser.get(reverse("admin:loyalty_member_change", args=[cast.anna])).content.decode()
    # and when there is none left, it says so
    again = browser.post(reverse("admin:give_coupon", args=[cast.anna]), {"batch": "sorry", "reason": "Ещё"})
    assert again.status_code == 200
    assert sign_in(role="Analyst").post(reverse("admin:give_coupon", args=[cast.anna]), {}).status_code == 403


def test_the_first_page_tells_of_coupons_that_were_not_there(sign_in: SignIn, cast: Cast) -> None:
    # given two sales that were promised a coupon of an empty pool
    batch = a_pool("next-visit")
    a_campaign("come-back", {"hand_out_coupon": {"batch": "next-visit"}}, lane="gifts")
    for _ in range(2):
        an_order(cast.lesnaya, a_cart(), at=now())
    # when / then
    page = sign_in(role="Marketer").get(reverse("admin:index")).content.decode()
    assert "За 7 дней было обещано 2 купона «Пачка next-visit», которых не оказалось." in page
    assert reverse("admin:campaigns_couponbatch_change", args=[batch.pk]) in page
    assert "Пачка next-visit" not in sign_in(role="Integrator").get(reverse("admin:index")).content.decode()
    told = sign_in(role="Support").get(reverse("admin:campaigns_couponbatch_change", args=[batch.pk]))
    assert [one.code for one in told.context["shortages"]] == ["none_left", "none_left"]


def test_a_batch_stops_in_one_step_that_says_what_happens(sign_in: SignIn) -> None:
    batch = a_pool("november", "AAAA-1111", pattern="NOV-####-####-##")
    CouponWork.objects.create(batch=batch, kind="make", total=5, at=batch.created_at, advanced_at=batch.created_at)
    browser = sign_in(role="Marketer")
    url = reverse("admin:coupon_batch_stop", args=[batch.pk])

    assert browser.get(url).status_code == 200
    assert CouponBatch.objects.get().stopped_at is None
    browser.post(url, {"reason": "Опечатка в письме"})

    assert CouponBatch.objects.get().stopped_at is not None
    assert CouponWork.objects.get().state == "stopped"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"pattern": "A-##"}, "pattern"), ({"code": ""}, "code"), ({"valid_from": "2028-01-01T00:00"}, "valid_until"),
        ({"limit_period": "2"}, "period"), ({"kind": "shared"}, "shared_code"), ({"days_valid": "0"}, "days_valid"),
        ({"kind": "shared", "shared_code": "§"}, "shared_code"), ({"makes_more": "on", "pattern": ""}, "pattern"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_it(sign_in: SignIn, wrong: dict[str, str], field: str) -> None:
    page = sign_in(role="Owner").post(reverse("admin:campaigns_couponbatch_add"), {**FORM, **wrong})
    assert list(page.context["form"].errors) == [field]
    assert not CouponBatch.objects.exists()


def test_a_code_for_everybody_comes_with_its_batch(sign_in: SignIn) -> None:
    browser = sign_in(role="Owner")
    shared = {**FORM, "kind": "shared", "shared_code": "SPRING-2027"}
    assert browser.post(reverse("admin:campaigns_couponbatch_add"), shared).status_code == 302
    batch = CouponBatch.objects.get()
    assert (batch.kind, batch.pattern, batch.limit_each) == ("shared", "", None)
    assert "SPRING-2027" in browser.get(reverse("admin:campaigns_couponbatch_change", args=[batch.pk])).content.decode()

    # another batch cannot have it, however it is written
    taken = browser.post(
        reverse("admin:campaigns_couponbatch_add"), {**shared, "code": "other", "shared_code": "spring 2O27"}
    )
    assert list(taken.context["form"].errors) == ["shared_code"]
    assert CouponBatch.objects.count() == 1


def _rows(response: Any) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))
