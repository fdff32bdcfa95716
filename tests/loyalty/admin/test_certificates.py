"""Certificates as staff keeps them: found in any spelling, masked, stopped, replaced, printed, issued."""

from typing import Any

import pytest
from django.urls import reverse

from loyalty.audit.models import AuditEvent
from loyalty.catalogue.models import Product
from loyalty.certificates.models import Certificate, CertificateBatch, CertificateProduct
from tests.builders import an_order
from tests.cast import Cast
from tests.loyalty.admin.roles import SignIn
from tests.loyalty.certificates.selling import SKU, a_certificate, a_kind, money_on, paid_with


def _page(browser: Any, name: str, *args: object) -> str:
    return str(browser.get(reverse(f"admin:{name}", args=args)).content.decode())


def test_a_code_is_found_however_it_is_typed_and_shown_to_nobody(sign_in: SignIn, cast: Cast) -> None:
    # given
    gift, other = a_certificate(cast.lesnaya), a_certificate(cast.lesnaya)
    browser, listed = sign_in(), reverse("admin:loyalty_certificate_changelist")
    # then
    for typed in (gift.code, gift.code.lower().replace("-", " "), gift.code[-4:].lower()):
        page = browser.get(listed, {"q": typed}).content.decode()
        assert f"•••• {gift.code[-4:]}" in page
        assert f"•••• {other.code[-4:]}" not in page
    page = browser.get(listed).content.decode() + _page(browser, "loyalty_certificate_change", gift.id)
    assert gift.code not in page
    assert gift.code.replace("-", "") not in page


def test_one_page_tells_its_whole_story(sign_in: SignIn, cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya, member_id=cast.anna)
    order = an_order(cast.lesnaya, paid_with(gift.id, price=40_000), number="USED-1")
    # when
    page = _page(sign_in(), "loyalty_certificate_change", gift.id)
    # then
    for said in ("600", "1\u00a0000\u00a0₽", "USED-1", "Кофе на Лесной", "Анна"):
        assert said in page
    order_page = _page(sign_in(), "loyalty_order_change", order.id)
    assert f"•••• {gift.code[-4:]}" in order_page


def test_blocked_replaced_and_extended_with_a_reason(sign_in: SignIn, cast: Cast) -> None:
    # given
    gift, browser = a_certificate(cast.lesnaya), sign_in()
    # then: nothing happens without a reason
    browser.post(reverse("admin:block_certificate", args=[gift.id]), {"reason": ""})
    assert Certificate.objects.get(pk=gift.id).state == "active"
    # when
    browser.post(reverse("admin:block_certificate", args=[gift.id]), {"reason": "потеряли"})
    assert Certificate.objects.get(pk=gift.id).state == "blocked"
    answer = browser.post(reverse("admin:replace_certificate", args=[gift.id]), {"reason": "новый владельцу"})
    # then
    new = Certificate.objects.get(replaces_id=gift.id)
    assert answer["Location"] == reverse("admin:loyalty_certificate_change", args=[new.pk])
    assert (new.state, money_on(new.pk)) == ("active", 100_000)
    # when
    browser.post(reverse("admin:extend_certificate", args=[new.pk]), {"day": "31.12.2099", "reason": "клиент попросил"})
    # then
    until = Certificate.objects.get(pk=new.pk).valid_until
    assert until is not None
    assert until.isoformat() == "2099-12-31T21:00:00+00:00"
    acts = AuditEvent.objects.filter(object_kind="certificate").values_list("act", flat=True)
    assert set(acts) == {"blocked", "replaced", "extended"}


def test_the_page_with_the_code_is_given_for_a_reason_and_written_down(sign_in: SignIn, cast: Cast) -> None:
    # given
    gift, browser = a_certificate(cast.lesnaya), sign_in()
    address = reverse("admin:print_certificate", args=[gift.id])
    # when
    asked, given = browser.get(address), browser.post(address, {"reason": "для покупателя"})
    # then
    assert gift.code not in asked.content.decode()
    assert (given["Content-Type"], given.content[:5]) == ("application/pdf", b"%PDF-")
    told = AuditEvent.objects.get(object_kind="certificate", act="unmasked")
    assert (told.reason, told.object_id) == ("для покупателя", str(gift.id))


def test_a_batch_is_issued_and_its_file_is_given_once(sign_in: SignIn, cast: Cast) -> None:
    # given
    kind, browser = a_kind(), sign_in()
    form = {"product": kind.pk, "way": "paid", "count": "3", "nominal": "1 000", "with_pin": "on", "reason": "счёт 17"}
    # when
    browser.post(reverse("admin:certificate_batches"), form)
    batch = CertificateBatch.objects.get()
    address = reverse("admin:certificate_batch", args=[batch.pk])
    first, second = browser.post(address), browser.post(address)
    # then
    lines = first.content.decode("utf-8-sig").splitlines()
    assert (len(lines), first["Content-Type"]) == (4, "text/csv; charset=utf-8")
    assert lines[1].split(",")[2] == "1000.00"
    assert second.status_code == 302
    # and what is not sold so is refused in words
    page = browser.post(reverse("admin:certificate_batches"), {**form, "nominal": "999"}).content.decode()
    assert "не продаётся на такую сумму" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sku": "COFFEE"}, "sku"),
        ({"nominals": "тысяча"}, "nominals"),
        ({"nominals": "", "least_kopecks": "", "most_kopecks": ""}, "nominals"),
        ({"least_kopecks": "100"}, "most_kopecks"),
        ({"least_kopecks": "100", "most_kopecks": "50"}, "most_kopecks"),
        ({"nominals": ";".join(str(number) for number in range(1, 30))}, "nominals"),
        ({}, None),
    ],
)
def test_a_kind_of_certificates(sign_in: SignIn, changes: dict[str, str], field: str | None) -> None:
    # given
    Product.objects.create(sku=SKU, name="Подарочный сертификат", is_certificate=True)
    form = {
        "sku": SKU, "name_ru": "Сертификат", "name_en": "Certificate", "nominals": "500; 1 000; 3000,50",
        "least_kopecks": "", "most_kopecks": "", "validity_days": "365", "text_ru": "", "text_en": "",
        "is_active": "on",
    }  # fmt: skip
    # when
    answer = sign_in().post(reverse("admin:loyalty_certificateproduct_add"), {**form, **changes})
    # then
    if field is None:
        assert CertificateProduct.objects.get().nominals == [50_000, 100_000, 300_050]
    else:
        assert field in answer.context["adminform"].form.errors


def test_what_is_owed(sign_in: SignIn, cast: Cast) -> None:
    browser = sign_in()
    assert "Ни один сертификат" in _page(browser, "certificates_owed")
    a_certificate(cast.lesnaya)
    assert "1\u00a0000\u00a0₽" in _page(browser, "certificates_owed")
