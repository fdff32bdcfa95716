"""The example of the API's design, word for word: quote, order with a code, return."""

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from loyalty.messages.channels.file import FILE
from tests.builders import some_points, with_settings
from tests.cast import ANNA_CARD, Cast
from tests.loyalty.api.till import Till, earned

CART: dict[str, Any] = {
    "cart_id": "c-981",
    "member": {"kind": "card", "value": ANNA_CARD},
    "channel": "pos",
    "coupons": ["SPRING-7Q2K"],
    "certificates": [],
    "burn": {"mode": "amount", "points": "300"},
    "lines": [{"line_id": "1", "sku": "A-1", "quantity": "2", "price": "450.00", "attributes": {"size": "L"}}],
    "delivery": {"price": "199.00", "kind": "courier"},
    "payment": "card",
    "attributes": {"terminal": "3", "cashier": "17"},
    "fiscal": False,
}
SPRING = {"campaign": "spring", "version": 4, "amount": "90.00", "text": "Акция «spring»"}


@pytest.fixture
def till(cast: Cast, settings: Settings, tmp_path: Path) -> Till:
    """At most 50 % of goods in points, 5 % earned, a code above 100 points; Anna has 1 000."""
    settings.LOYALTY_OFFERS = "tests.fakes.spring.SpringOffers"
    settings.OUTBOX_DIR = tmp_path
    with_settings(burn_code_above=100)
    some_points(cast.anna, 1_000)
    return Till(cast.key)


def sent_code(outbox: Path) -> str:
    text: str = json.loads((outbox / FILE).read_text().splitlines()[-1])["text"]
    return next(word for word in text.replace(".", " ").replace(":", " ").split() if word.isdigit() and len(word) == 6)


def test_the_quote(till: Till) -> None:
    # when
    answer = till.post("quotes", CART)

    # then
    said = answer.json
    assert answer.status == 200
    assert said.pop("quote").isascii()
    assert said.pop("valid_until").endswith("+03:00")
    dates = {"available_from": said["earn"][0]["available_from"], "expires_at": said["earn"][0]["expires_at"]}
    assert said == {
        "totals": {
            "base": "1099.00",
            "discount": "90.00",
            "points_paid": "300.00",
            "certificates_paid": "0.00",
            "to_pay": "709.00",
        },
        "burn": {"requested": "300", "applied": "300", "max": "405", "limited_by": None, "code_required": True},
        "earn": [{"unit": "BONUS", "amount": "25", **dates}],
        "lines": [
            {
                "line_id": "1",
                "base": "900.00",
                "discount": "90.00",
                "points_paid": "300.00",
                "certificates_paid": "0.00",
                "to_pay": "510.00",
                "earn": [{"unit": "BONUS", "amount": "25"}],
                "applied": [{**SPRING, "effect": "percent"}],
            }
        ],
        "delivery": {"base": "199.00", "discount": "0.00", "certificates_paid": "0.00", "to_pay": "199.00"},
        "applied": [SPRING],
        "not_applied": [
            {
                "campaign": "free-delivery",
                "code": "threshold",
                "missing": {"amount": "290.00"},
                "text": "До бесплатной доставки не хватает 290 ₽",
            }
        ],
        "coupons": [{"code": "SPRING-7Q2K", "status": "not_valid", "reason": "not_valid", "text": "", "missing": {}}],
        "certificates": [],
        "spent": [],
        "gifts": [],
        "messages": [],
    }


def test_the_order_and_its_return(cast: Cast, till: Till, tmp_path: Path) -> None:
    # given
    quote = till.post("quotes", CART).json
    order = {"external_id": "R-20261121-77", "state": "completed", "quote": quote["quote"], **CART}

    # when: points above the programme's amount need the member
    refused = till.post("orders", order)
    till.post(f"members/{cast.anna}/burn-codes", {})
    order["burn"] = {**CART["burn"], "code": sent_code(tmp_path)}
    sold = till.post("orders", order)

    # then: exactly what the quote showed, and what the member has now
    assert (refused.status, refused.json["code"], refused.json["points"]) == (409, "burn_code_required", "300")
    assert sold.status == 201
    shown = {name: value for name, value in quote.items() if name not in ("quote", "valid_until", "earn")}
    assert {name: sold.json[name] for name in shown} == shown
    assert earned(sold.json) == earned(quote) == [("BONUS", "25")]
    assert (sold.json["external_id"], sold.json["state"]) == ("R-20261121-77", "completed")
    assert sold.json["member"] == {
        "id": cast.anna,
        "balances": [{"unit": "BONUS", "available": "725", "pending": "0", "held": "0", "debt": "0"}],
    }

    # when: one of the two comes back, first on trial
    back = {"external_id": "RET-1", "lines": [{"line_id": "1", "quantity": "1"}], "delivery": False}
    trial = till.post("orders/R-20261121-77/returns?dry_run=1", back)
    returned = till.post("orders/R-20261121-77/returns", back)

    # then
    assert (trial.status, returned.status) == (201, 201)
    assert trial.json == returned.json
    assert returned.json["money"] == "255.00"
    assert returned.json["certificates_returned"] == "0.00"
    assert returned.json["points_returned"] == [{"unit": "BONUS", "amount": "150"}]
    assert returned.json["points_taken"] == [{"unit": "BONUS", "amount": "13", "debt": "0"}]
    assert returned.json["order"]["lines"] == [{"line_id": "1", "quantity": "1"}]
    assert returned.json["order"]["member"]["balances"][0]["available"] == "862"
    assert returned.json["lost"] == []
