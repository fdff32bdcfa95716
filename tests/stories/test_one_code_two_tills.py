"""A single-use code is typed at two tills at once; later half of what it bought comes back, then the rest."""

import pytest

from campaigns.coupons.models import Coupon
from tests.campaigns.coded import a_batch, a_coded_campaign, acts, broken_laws
from tests.cast import Cast, enter_cast
from tests.loyalty.api.till import CART, Till
from tests.together import run_together


@pytest.fixture
def cast(own_database: str) -> Cast:
    return enter_cast()


def test_one_code_at_two_tills_at_once(cast: Cast) -> None:
    # given a code for a tenth off, printed on a card
    a_batch("welcome", kind="single", codes=["ВЕСНА-7Х2К"])
    a_coded_campaign("welcome")
    coffee, bread = Till(cast.key), Till(cast.other_key, language="en")

    # when two cashiers type it, each their own way: both screens show the price with it
    quotes = [
        till.post("quotes", {**CART, "coupons": [typed]}).json
        for till, typed in ((coffee, "весна7х2к"), (bread, "BECHA 7X2K"))
    ]
    assert [one["totals"]["to_pay"] for one in quotes] == ["810.00", "810.00"]

    # and both sell at the same moment
    answers = run_together(
        lambda: coffee.order("A-1", coupons=["весна7х2к"], quote=quotes[0]["quote"], key="till-a-0001"),
        lambda: bread.order("B-1", coupons=["BECHA 7X2K"], quote=quotes[1]["quote"], key="till-b-0001"),
    )

    # then one customer has it; the other till hears the new price, and why, in its own words
    by_status = {one.status: one for one in answers}
    assert by_status.keys() == {201, 409}
    refused = by_status[409].json
    assert refused["code"] == "quote_changed"
    assert refused["quote"]["totals"]["to_pay"] == "900.00"
    said = refused["quote"]["coupons"][0]
    assert (said["status"], said["reason"]) == ("not_applied", "used")
    assert said["text"] in ("этот код уже использован", "this code was used before")

    # when one of the two coffees comes back, the code stays used; when the other does, it is free again
    winner, sold = (coffee, "A-1") if answers[0].status == 201 else (bread, "B-1")
    for number, state in (("RET-1", "used"), ("RET-2", "created")):
        back = winner.post(
            f"orders/{sold}/returns", {"external_id": number, "lines": [{"line_id": "1", "quantity": "1"}]}
        )
        assert (back.status, back.json["money"]) == (201, "405.00")
        assert Coupon.objects.get().state == state
    assert acts("ВЕСНА-7Х2К") == ["used", "restored"]
    assert coffee.post("quotes", {**CART, "coupons": ["ВЕСНА-7Х2К"]}).json["coupons"][0]["status"] == "applied"
    assert broken_laws() == []
