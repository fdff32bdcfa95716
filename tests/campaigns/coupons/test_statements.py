"""What codes cost: statements of whole requests, counted without BEGIN and COMMIT."""

from typing import Any

import pytest
from django.db import connection

from tests.builders import some_points
from tests.campaigns.coded import TEN_OFF, a_batch
from tests.campaigns.running import a_campaign
from tests.cast import ANNA_CARD, Cast, enter_cast
from tests.loyalty.api.till import CART, Till

ANNA = {"kind": "card", "value": ANNA_CARD}


@pytest.fixture
def cast(own_database: str) -> Cast:
    """Committed, so that requests make no savepoints of the test's."""
    cast = enter_cast()
    some_points(cast.anna, 1_000)
    return cast


def said(till: Till, path: str, body: Any) -> list[str]:
    """The statements of one POST that is answered well."""
    found: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = till.post(path, body)
    assert answer.status in (200, 201), answer.json
    return found


def _budgeted(code: str, *conditions: dict[str, Any], lane: str = "goods") -> None:
    a_campaign(code, TEN_OFF, lane=lane, when={"all": [{"member_days": {"at_least": 0}}, *conditions]},
               budgets=[{"metric": "discount", "limit": 10**9}])  # fmt: skip


def test_a_code_costs_a_quote_nothing_and_an_order_two_statements(cast: Cast) -> None:
    # given two campaigns with a budget and a condition about the member, one of which asks for a code
    till = Till(cast.key)
    a_batch(limit_total=100, limit_member=50)
    _budgeted("plain")
    _budgeted("spring", {"coupon": {"batches": ["spring"]}}, lane="delivery")
    cart = {**CART, "member": ANNA, "burn": {"mode": "amount", "points": "100"}}
    coded = {**cart, "coupons": ["SPRING"]}
    for body in (cart, coded):  # warm: the ruleset is compiled once in each process
        till.post("quotes", body)

    # then quotes make as many statements with a code as without
    without, with_code = said(till, "quotes", cart), said(till, "quotes", coded)
    assert len(without) == len(with_code) <= 5, with_code

    # and an order two more
    plain = said(till, "orders", {**cart, "external_id": "R-1", "state": "completed"})
    sold = said(till, "orders", {**coded, "external_id": "R-2", "state": "completed"})
    assert len(sold) - len(plain) == 2
    assert len(sold) <= 17, [sql[:90] for sql in sold]
    held = said(till, "orders", {**coded, "external_id": "R-3", "state": "pending"})
    assert len(held) <= 17, [sql[:90] for sql in held]


def test_what_has_no_code_does_not_ask_about_codes(cast: Cast) -> None:
    till = Till(cast.key)
    a_batch()
    _budgeted("plain")
    cart = {**CART, "member": ANNA}
    asked = [
        *said(till, "quotes", cart), *said(till, "orders", {**cart, "external_id": "R-1", "state": "pending"}),
        *said(till, "orders/R-1/complete", {}),
    ]  # fmt: skip
    assert not [sql for sql in asked if "coupon" in sql.replace("cart ->", "")], asked
