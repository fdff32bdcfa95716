"""The worked example of loyalty/purchase/README.md, run from the page itself."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from loyalty.program.settings import Programme, parse
from loyalty.purchase.cart import Cart
from loyalty.purchase.facts import Facts
from loyalty.purchase.offers import Offered
from loyalty.purchase.outcomes import LineDiscount, Text
from loyalty.purchase.price import price
from loyalty.purchase.returning import Returning
from loyalty.purchase.trace import Names, story
from loyalty.words import UnitWords
from tests.loyalty.purchase.carts import AT, MOSCOW
from tests.loyalty.purchase.returns import Sale

README = Path(__file__).parents[2] / "loyalty" / "purchase" / "README.md"


@pytest.fixture(scope="module")
def page() -> dict[str, str]:
    """The fenced blocks of the page by name."""
    blocks = re.findall(r"^```(?:json|text) (\w+)\n(.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)
    return dict(blocks)


@pytest.fixture
def sale(page: dict[str, str]) -> Sale:
    """The order of the page, sold."""
    programme = Programme(version=1, name="Example", zone=MOSCOW, settings=parse(msgspec.json.decode(page["settings"])))
    cart = msgspec.json.decode(page["cart"], type=Cart)
    facts = msgspec.json.decode(page["facts"], type=Facts)
    raw = msgspec.json.decode(page["discount"])
    spring = LineDiscount(**{**raw, "text": Text(**raw["text"])})
    decision = price(cart=cart, facts=facts, programme=programme, ruleset=1, offered=Offered(outcomes=(spring,)), at=AT)
    return Sale(cart, facts, decision, programme)


def _like(value: Any, page: Any) -> Any:
    """`value` with only the keys the page names, at any depth."""
    if isinstance(page, dict):
        return {key: _like(value[key], page[key]) for key in page} if page else value
    if isinstance(page, list):
        return [_like(one, shown) for one, shown in zip(value, page, strict=True)]
    return value


def test_the_cart_costs_and_earns_what_the_page_says(page: dict[str, str], sale: Sale) -> None:
    shown = msgspec.json.decode(page["decision"])

    assert _like(msgspec.to_builtins(sale.decision), shown) == shown
    assert [(lot.unit, lot.points) for lot in sale.decision.earn] == [("BONUS", 25)]


def test_the_member_reads_why(page: dict[str, str], sale: Sale) -> None:
    bonus = UnitWords(forms_ru="балл|балла|баллов", forms_en="point|points", scale=0)
    names = Names(units={"BONUS": bonus}, goods={line.line_id: line.name for line in sale.cart.lines}, zone=MOSCOW)

    told = story(steps=sale.decision.trace, names=names, language="en")

    assert [line.replace("\u00a0", " ") for line in told] == page["story"].splitlines()


def test_one_piece_and_then_the_other_come_back(page: dict[str, str], sale: Sale) -> None:
    returning = msgspec.json.decode(page["returning"], type=Returning)

    for block in ("taken", "taken_with_the_other"):
        shown = msgspec.json.decode(page[block])
        assert _like(msgspec.to_builtins(sale.take(returning)), shown) == shown

    assert sale.before.clawed_back == {"BONUS": 25}
    assert sale.before.refunded_kopecks == sale.decision.to_pay_kopecks - 19_900
