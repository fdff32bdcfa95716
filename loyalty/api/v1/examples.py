"""Bodies that the documentation shows. A test sends each of them."""

from typing import Any

CART: dict[str, Any] = {
    "cart_id": "c-981",
    "member": {"kind": "card", "value": "2200123456781234"},
    "channel": "pos",
    "burn": {"mode": "amount", "points": "300"},
    "lines": [{"line_id": "1", "sku": "A-1", "quantity": "2", "price": "450.00", "attributes": {"size": "L"}}],
    "delivery": {"price": "199.00", "kind": "courier"},
    "payment": "card",
    "attributes": {"terminal": "3", "cashier": "17"},
}
ORDER = {"external_id": "R-20261121-77", "state": "completed", **CART}
LATE_ORDERS = {
    "orders": [
        {
            "external_id": "R-20261121-78",
            "occurred_at": "2026-11-21T18:30:00+03:00",
            "member": CART["member"],
            "lines": CART["lines"],
        }
    ]
}
CERTIFICATE_CHECK = {"pin": "493817"}
CERTIFICATE_HOLD = {"amount": "400.00", "minutes": 15, "reference": "R-20261121-79"}
CERTIFICATE_CAPTURE = {"hold": 1, "amount": "350.00", "reference": "R-20261121-79"}
CERTIFICATE_RELEASE = {"hold": 1}
CERTIFICATE_ACTIVATION = {"amount": "1000.00", "reference": "R-20261121-80"}
CERTIFICATE_TOP_UP = {"amount": "500.00", "reference": "R-20261121-81"}
CERTIFICATE_BLOCK = {"reason": "Карту потеряли"}
RETURN = {"external_id": "RET-1", "lines": [{"line_id": "1", "quantity": "1"}], "delivery": False}
MEMBER = {
    "identity": {"kind": "phone", "value": "+79123456734"},
    "first_name": "Анна",
    "birthday": "1990-03-08",
    "consents": [{"kind": "rules", "version": "1", "granted": True}],
}
LOOKUP = {"identity": {"kind": "phone", "value": "+79123456734"}}
ADJUSTMENT = {"unit": "BONUS", "points": "50", "reason": "Холодный кофе"}
EVENT = {
    "id": "review-17",
    "type": "review.left",
    "member": {"kind": "phone", "value": "+79123456734"},
    "occurred_at": "2026-11-21T18:30:00+03:00",
    "attributes": {"stars": 5},
}
