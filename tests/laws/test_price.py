"""What holds for every cart: amounts add up, nothing goes below zero or its floor, points are exact."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loyalty.money import MILLI, line_amount
from loyalty.program.settings import Programme
from loyalty.purchase.cart import Cart, canonical, cart_hash
from loyalty.purchase.decision import Decision, DeliveryDecision, LineDecision
from loyalty.purchase.fiscal import parts
from loyalty.purchase.outcomes import BurnLimit, Gift, LineDiscount, Say, SetDiscount, SpendUnits
from tests.laws.purchases import PROGRAMMES, carts, facts_of, offers_for
from tests.loyalty.purchase.carts import priced


def _points(decision: Decision, unit: str) -> int:
    of_delivery = decision.delivery.earned.get(unit, 0) if decision.delivery else 0
    return sum(line.earned.get(unit, 0) for line in decision.lines) + of_delivery


@given(st.data(), carts(with_certificates=True), PROGRAMMES)
def test_lines_and_delivery_add_up_to_the_totals(data: st.DataObject, cart: Cart, programme: Programme) -> None:
    facts = data.draw(facts_of(cart))

    decision = priced(cart, facts, offered=data.draw(offers_for(cart, facts)), under=programme)

    delivery = decision.delivery or DeliveryDecision(base_kopecks=0, discount_kopecks=0, to_pay_kopecks=0)
    lines = decision.lines
    parts_and_whole: list[LineDecision | Decision] = [*lines, decision]
    for part in parts_and_whole:
        taken = part.discount_kopecks + part.points_paid_kopecks + part.certificates_paid_kopecks
        assert part.base_kopecks == taken + part.to_pay_kopecks
    assert (
        delivery.base_kopecks
        == delivery.discount_kopecks + delivery.certificates_paid_kopecks + delivery.to_pay_kopecks
    )
    of_lines = sum(line.certificates_paid_kopecks for line in lines)
    assert decision.certificates_paid_kopecks == of_lines + delivery.certificates_paid_kopecks
    assert decision.certificates_paid_kopecks == sum(one.kopecks for one in decision.certificates)
    assert decision.base_kopecks == sum(line.base_kopecks for line in lines) + delivery.base_kopecks
    assert decision.discount_kopecks == sum(line.discount_kopecks for line in lines) + delivery.discount_kopecks
    assert decision.discount_kopecks == sum(applied.kopecks for applied in decision.applied)
    assert decision.to_pay_kopecks == sum(line.to_pay_kopecks for line in lines) + delivery.to_pay_kopecks
    assert decision.points_paid_kopecks == sum(line.points_paid_kopecks for line in lines)
    assert decision.points_paid_kopecks == decision.burn.applied * facts.step_kopecks
    assert decision.burn.applied == sum(line.burnt for line in lines)
    for line in lines:
        assert line.discount_kopecks == sum(applied.kopecks for applied in line.applied)
    for unit in ("BONUS", "STAMP"):
        assert _points(decision, unit) == sum(lot.points for lot in decision.earn if lot.unit == unit)


@given(st.data(), carts(with_certificates=True), PROGRAMMES)
def test_nothing_is_below_zero_or_below_its_floor(data: st.DataObject, cart: Cart, programme: Programme) -> None:
    facts = data.draw(facts_of(cart))
    offers = data.draw(offers_for(cart, facts))

    decision = priced(cart, facts, offered=offers, under=programme)

    floors, set_lines, exempt = [], set(), set()
    for outcome in offers.outcomes:
        if isinstance(outcome, SetDiscount):
            set_lines |= {part.line_id for part in outcome.parts}
        if isinstance(outcome, LineDiscount) and outcome.ignores_floor:
            exempt.add(outcome.line_id)
    for line, sent, goods in zip(decision.lines, cart.lines, facts.goods, strict=True):
        assert min(line.discount_kopecks, line.points_paid_kopecks, line.to_pay_kopecks, line.burnt) >= 0
        assert line.certificates_paid_kopecks >= 0
        price = line.to_pay_kopecks + line.certificates_paid_kopecks  # a certificate is money, as a bank card is
        assert min(line.earned.values(), default=1) > 0
        floor = 0
        if goods.is_certificate:
            assert line.to_pay_kopecks == line.base_kopecks  # nor does a certificate buy another
        elif goods.min_price_kopecks is not None:
            floor = min(line.base_kopecks, -(-goods.min_price_kopecks * sent.quantity_milli // MILLI))
            if line.line_id not in set_lines | exempt:
                assert price >= floor
        floors.append(floor)
    # A set's floor holds over the set: what one line goes below its own, others keep above theirs.
    if not exempt:
        kept = sum(line.to_pay_kopecks + line.certificates_paid_kopecks for line in decision.lines)
        assert kept >= sum(floors)
    if decision.delivery:
        assert 0 <= decision.delivery.to_pay_kopecks <= decision.delivery.base_kopecks


@given(st.data(), carts(with_certificates=True), PROGRAMMES)
def test_points_keep_every_limit(data: st.DataObject, cart: Cart, programme: Programme) -> None:
    facts = data.draw(facts_of(cart))
    offers = data.draw(offers_for(cart, facts))

    decision = priced(cart, facts, offered=offers, under=programme)

    goods = sum(
        line.base_kopecks - line.discount_kopecks
        for line, of in zip(decision.lines, facts.goods, strict=True)
        if not of.is_certificate
    )
    burn = decision.burn
    limits = [outcome.rate for outcome in offers.outcomes if isinstance(outcome, BurnLimit)]
    rate = limits[-1] if limits else programme.settings.burn_max_rate
    spent = sum(one.points for one in decision.spent if one.unit == "BONUS")
    assert 0 <= burn.applied <= burn.max <= max(0, facts.available - spent)
    assert burn.applied <= burn.requested
    assert decision.points_paid_kopecks * 10_000 <= goods * rate
    assert (burn.applied < burn.requested) <= (burn.limited_by is not None)
    if not facts.can_burn:
        assert burn.max == 0
    if not facts.can_earn:
        assert decision.earn == ()


@given(st.data(), carts(with_certificates=True), PROGRAMMES)
def test_what_campaigns_spend_hand_out_and_say_is_all_there(
    data: st.DataObject, cart: Cart, programme: Programme
) -> None:
    facts = data.draw(facts_of(cart))
    offers = data.draw(offers_for(cart, facts))

    decision = priced(cart, facts, offered=offers, under=programme)

    asked: dict[str, int] = {}
    for outcome in offers.outcomes:
        if isinstance(outcome, SpendUnits) and outcome.points:
            asked[outcome.unit] = asked.get(outcome.unit, 0) + outcome.points
    if decision.burn.applied:
        asked["BONUS"] = asked.get("BONUS", 0) + decision.burn.applied
    assert decision.burnt() == asked
    assert len(decision.gifts) == sum(isinstance(outcome, Gift) for outcome in offers.outcomes)
    assert len(decision.messages) == sum(isinstance(outcome, Say) for outcome in offers.outcomes)
    off = {line.line_id: line for line in decision.lines}
    for spent in decision.spent:
        parts = [*spent.lines.values(), spent.delivery]
        assert sum(parts) in (0, spent.points)  # over what the campaign took off, or over no goods at all
        for line_id in spent.lines:
            assert any(one.campaign == spent.campaign and one.kopecks for one in off[line_id].applied)


def _other_way_round(value: dict[str, Any]) -> dict[str, Any]:
    return dict(reversed(value.items()))


@given(st.data(), carts(), PROGRAMMES, st.dictionaries(st.text(max_size=3), st.text(max_size=3), min_size=2))
def test_a_price_is_the_same_whatever_the_order_of_keys(
    data: st.DataObject, cart: Cart, programme: Programme, attributes: dict[str, str]
) -> None:
    one = replace(cart, attributes=attributes)
    other = replace(cart, attributes=_other_way_round(attributes))
    facts = replace(data.draw(facts_of(cart)), known=attributes)
    offers = data.draw(offers_for(cart, facts))

    first = priced(one, facts, offered=offers, under=programme)
    second = priced(other, replace(facts, known=_other_way_round(facts.known)), offered=offers, under=programme)

    assert canonical(first) == canonical(second)
    assert cart_hash(one) == cart_hash(other)


@given(st.integers(1, 20_000), st.integers(0, 10**7))
def test_fiscal_parts_are_exact(quantity_milli: int, amount_kopecks: int) -> None:
    found = parts(quantity_milli=quantity_milli, amount_kopecks=amount_kopecks)

    assert 1 <= len(found) <= 2
    assert sum(part.quantity_milli for part in found) == quantity_milli
    assert sum(part.amount_kopecks for part in found) == amount_kopecks
    for part in found:
        assert part.quantity_milli > 0
        assert part.price_kopecks >= 0
        assert line_amount(part.price_kopecks, part.quantity_milli) == part.amount_kopecks
    assert max(part.price_kopecks for part in found) - min(part.price_kopecks for part in found) <= 1
    if quantity_milli % MILLI == 0 and len(found) == 1:
        assert found[0].price_kopecks * quantity_milli == amount_kopecks * MILLI


@given(st.data(), carts(with_certificates=True), PROGRAMMES)
def test_certificates_change_nothing_but_who_pays(data: st.DataObject, cart: Cart, programme: Programme) -> None:
    facts = data.draw(facts_of(cart))
    offers = data.draw(offers_for(cart, facts))

    decision = priced(cart, facts, offered=offers, under=programme)
    without = priced(replace(cart, certificates=()), replace(facts, certificates=()), offered=offers, under=programme)

    for one, found, wish in zip(decision.certificates, facts.certificates, cart.certificates, strict=True):
        assert 0 <= one.kopecks <= (found.available_kopecks if found.usable else 0)
        assert wish.kopecks is None or one.kopecks <= wish.kopecks
    assert decision.to_pay_kopecks + decision.certificates_paid_kopecks == without.to_pay_kopecks
    assert (decision.discount_kopecks, decision.burn, decision.earn, decision.applied) == (
        without.discount_kopecks, without.burn, without.earn, without.applied,
    )  # fmt: skip
    for line, plain in zip(decision.lines, without.lines, strict=True):
        assert (line.earned, line.fiscal, line.burnt) == (plain.earned, plain.fiscal, plain.burnt)
        assert line.to_pay_kopecks + line.certificates_paid_kopecks == plain.to_pay_kopecks
    can_pay_more = any(
        one.kopecks < (one.available_kopecks if one.requested is None else min(one.requested, one.available_kopecks))
        for one in decision.certificates
    )
    of_gifts = sum(
        line.to_pay_kopecks for line, goods in zip(decision.lines, facts.goods, strict=True) if goods.is_certificate
    )
    assert not can_pay_more or decision.to_pay_kopecks == of_gifts
