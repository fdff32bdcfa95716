"""`/certificates/…` and certificates in carts, as a till sees them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.api.v1 import examples
from loyalty.certificates.code import opened_pin
from loyalty.certificates.models import Certificate
from loyalty.idempotency import IdempotencyRecord
from loyalty.limits.models import Attempts
from tests.cast import Cast
from tests.loyalty.api.till import COFFEE, Answer, Till
from tests.loyalty.certificates.selling import SKU, a_card, a_certificate, a_kind, money_on


@pytest.fixture
def till(cast: Cast) -> Till:
    return Till(cast.key)


def _post(till: Till, code: str, call: str, key: str | None = None, **body: Any) -> Answer:
    return till.post(f"certificates/{code}/{call}", body, key=key)


def test_a_check_tells_what_is_on_it_however_it_is_typed(till: Till, cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya)
    # then
    for typed in (gift.code, gift.code.lower(), gift.code.replace("-", ""), gift.code.replace("-", " ")):
        answer = _post(till, typed, "check")
        assert (answer.status, answer.json["available"]) == (200, "1000.00")
    assert answer.json["code"] == f"•••• {gift.code[-4:]}"


def test_whatever_is_wrong_a_check_says_not_valid(till: Till, cast: Cast) -> None:
    # given: unknown, not paid for, blocked
    blocked = a_certificate(cast.lesnaya).code
    assert _post(till, blocked, "block", reason="украли").json["state"] == "blocked"
    # when
    answers = [_post(till, code, "check").json for code in ("0000-0000-0000-0000", a_card(), blocked)]
    # then: word for word the same
    told = [{name: said for name, said in answer.items() if name != "request_id"} for answer in answers]
    assert told == [told[0]] * 3
    assert told[0]["code"] == "certificate_not_valid"


def test_hold_capture_and_release(till: Till, cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya)
    # when
    first = _post(till, gift.code, "hold", amount="400.00", reference="R-1").json
    second = _post(till, gift.code, "hold", amount="600.00").json
    # then
    assert (second["certificate"]["balance"], second["certificate"]["held"]) == ("1000.00", "1000.00")
    more = _post(till, gift.code, "hold", amount="0.01")
    assert (more.status, more.json["code"], more.json["available"]) == (409, "certificate_insufficient", "0.00")
    # when
    captured = _post(till, gift.code, "capture", hold=first["hold"], amount="350.00")
    released = _post(till, gift.code, "release", hold=second["hold"])
    # then
    assert (captured.status, released.status, money_on(gift.id)) == (200, 200, 65_000)
    again = _post(till, gift.code, "capture", hold=first["hold"], amount="1.00")
    assert (again.status, again.json["code"]) == (409, "hold_expired")


def test_each_write_happens_once(till: Till, cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya)
    # when
    answers = [_post(till, gift.code, "top-up", key="top-up-0001", amount="50.00") for _ in range(3)]
    # then
    assert {answer.bytes for answer in answers} == {answers[0].bytes}
    assert money_on(gift.id) == 105_000
    assert gift.code not in str(list(IdempotencyRecord.objects.values("body")))


def test_a_hold_is_of_the_shop_that_made_it(till: Till, cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya)
    held = _post(till, gift.code, "hold", amount="400.00").json["hold"]
    # then
    for call, body in (("capture", {"hold": held, "amount": "1.00"}), ("release", {"hold": held})):
        assert _post(Till(cast.other_key), gift.code, call, **body).json["code"] == "hold_not_found"


def test_a_card_is_activated_once_and_opens_with_its_pin(till: Till, cast: Cast) -> None:
    # given
    code = a_card(with_pin=True)
    pin = opened_pin(bytes(Certificate.objects.get().pin_sealed or b""))
    assert _post(till, code, "activate", reference="R-9").json["balance"] == "1000.00"
    again = _post(till, code, "activate")
    assert (again.status, again.json["code"]) == (409, "certificate_already_active")
    # then
    assert _post(till, code, "check", pin=pin).status == 200
    assert _post(till, code, "check").json["code"] == "certificate_not_valid"


def test_examples_can_be_sent_in_the_order_of_a_life(till: Till, cast: Cast) -> None:
    # given
    code = a_card()
    life: list[tuple[str, dict[str, Any]]] = [
        ("activate", examples.CERTIFICATE_ACTIVATION),
        ("check", examples.CERTIFICATE_CHECK),
        ("top-up", examples.CERTIFICATE_TOP_UP),
        ("hold", examples.CERTIFICATE_HOLD),
        ("capture", examples.CERTIFICATE_CAPTURE),
        ("hold", examples.CERTIFICATE_HOLD),
        ("release", examples.CERTIFICATE_RELEASE),
        ("block", examples.CERTIFICATE_BLOCK),
    ]
    # then
    hold = 0
    for call, example in life:
        answer = _post(till, code, call, **{**example, **({"hold": hold} if "hold" in example else {})})
        assert answer.status < 400, (call, answer.bytes)
        hold = answer.json.get("hold", hold)
    assert answer.json["balance"] == "1150.00"


def test_guessing_a_pin_stops_after_five_tries(till: Till, cast: Cast) -> None:
    # given
    code = a_card(with_pin=True)
    pin = opened_pin(bytes(Certificate.objects.get().pin_sealed or b""))
    _post(till, code, "activate")
    wrong = "000000" if pin != "000000" else "111111"
    # when
    tries = [_post(till, code, "check", pin=wrong).status for _ in range(7)]
    # then: the right one is not told apart any more, and a code that does not exist behaves the same
    assert tries == [422] * 5 + [429] * 2
    assert _post(till, code, "check", pin=pin).status == 429
    unknown = [_post(till, "1234-1234-1234-1234", "check", pin=wrong).status for _ in range(7)]
    assert unknown == tries


def test_a_wrong_code_in_an_order_is_counted_though_the_order_is_refused(till: Till, cast: Cast) -> None:
    # when
    refused = till.order("R-1", certificates=[{"code": "0000-0000-0000-0000"}])
    # then
    assert (refused.status, refused.json["code"]) == (422, "certificate_not_valid")
    assert refused.json["field"] == "certificates[0].code"
    assert Attempts.objects.filter(limit="certificate_wrong").exists()


def test_an_order_is_paid_and_returned(till: Till, cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya)
    cart: dict[str, Any] = {"certificates": [{"code": gift.code, "amount": "400.00"}]}
    priced = till.post("quotes", {"lines": [COFFEE], **cart}).json
    assert (priced["totals"]["certificates_paid"], priced["totals"]["to_pay"]) == ("400.00", "500.00")
    assert priced["certificates"] == [{"code": f"•••• {gift.code[-4:]}", "paid": "400.00", "left": "600.00"}]
    assert priced["lines"][0]["certificates_paid"] == "400.00"
    # when
    order = till.order("R-1", quote=priced["quote"], **cart)
    back = till.post("orders/R-1/returns", {"external_id": "B-1", "lines": [{"line_id": "1", "quantity": "2"}]})
    # then
    assert order.status == 201
    assert (back.json["money"], back.json["certificates_returned"]) == ("500.00", "400.00")
    assert money_on(gift.id) == 100_000
    # and a certificate named twice is refused
    twice = till.post("quotes", {"lines": [COFFEE], "certificates": [{"code": gift.code}] * 2})
    assert twice.json["code"] == "certificate_repeated"


def test_what_was_bought_comes_with_its_code_once_completed(till: Till, cast: Cast) -> None:
    # given
    a_kind()
    line = {"line_id": "1", "sku": SKU, "quantity": "1", "price": "1000.00"}
    assert till.order("R-1", state="pending", lines=[line]).json["certificates_issued"] == []
    # when
    done = till.post("orders/R-1/complete", {}).json
    # then
    (issued,) = done["certificates_issued"]
    assert (issued["line_id"], issued["nominal"]) == ("1", "1000.00")
    assert _post(till, issued["code"], "check").json["available"] == "1000.00"
    assert till.get("orders/R-1").json["certificates_issued"] == []


def test_a_card_that_is_sold_is_known_by_its_code(till: Till, cast: Cast) -> None:
    # given
    card = a_card()
    line = {"line_id": "1", "sku": SKU, "quantity": "1", "price": "1000.00", "attributes": {"certificate": card}}
    # when
    sold = till.order("R-1", lines=[line])
    # then
    assert [one["code"] for one in sold.json["certificates_issued"]] == [card]
    again = till.order("R-2", lines=[line])
    assert (again.status, again.json["code"]) == (409, "card_not_for_sale")
    other = till.order("R-3", lines=[{**COFFEE, "attributes": {"certificate": card}}])
    assert (other.status, other.json["code"]) == (422, "not_a_certificate")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_refusals_speak_the_callers_language(cast: Cast, language: str) -> None:
    title = _post(Till(cast.key, language=language), "0000-0000-0000-0000", "check").json["title"]
    assert title == {"ru": "Этот сертификат недействителен", "en": "This certificate is not valid"}[language]


def test_a_quote_asks_the_database_once_more_for_certificates(till: Till, cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya)
    cart: dict[str, Any] = {"lines": [COFFEE], "member": {"kind": "phone", "value": "+79123456734"}}
    till.post("quotes", cart)

    def asked(**more: Any) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert till.post("quotes", {**cart, **more}).status == 200
        return len(queries)

    # then
    plain = asked()
    assert plain <= 5
    assert asked(certificates=[{"code": gift.code}]) == plain + 1
