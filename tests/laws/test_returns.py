"""Any sequence of partial returns gives back and takes exactly what the full reversal does."""

from hypothesis import given
from hypothesis import strategies as st

from loyalty.money import share_so_far
from loyalty.purchase.offers import Offered
from loyalty.purchase.returning import Before, Returning, ReturnLine, what_is_left
from tests.laws.purchases import PROGRAMMES, carts, facts_of, offers_for
from tests.loyalty.purchase.carts import priced
from tests.loyalty.purchase.returns import Sale


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    cart = draw(carts(with_certificates=True))
    facts = draw(facts_of(cart))
    programme = draw(PROGRAMMES)
    return Sale(cart, facts, priced(cart, facts, offered=draw(offers_for(cart, facts)), under=programme), programme)


@st.composite
def part_of(draw: st.DrawFn, sale: Sale) -> Returning:
    """Some of what is left, never nothing."""
    left = {
        line.line_id: line.quantity_milli - sale.before.returned_milli.get(line.line_id, 0) for line in sale.cart.lines
    }
    names = [name for name, quantity in left.items() if quantity]
    may_deliver = sale.cart.delivery is not None and not sale.before.delivery
    chosen = draw(st.lists(st.sampled_from(names), unique=True, min_size=0 if may_deliver else 1)) if names else []
    delivery = may_deliver and (not chosen or draw(st.booleans()))
    lines = tuple(ReturnLine(line_id=name, quantity_milli=draw(st.integers(1, left[name]))) for name in chosen)
    return Returning(lines=lines, delivery=delivery)


def _everything(sale: Sale) -> Returning:
    before = sale.before
    lines = tuple(
        ReturnLine(
            line_id=line.line_id, quantity_milli=line.quantity_milli - before.returned_milli.get(line.line_id, 0)
        )
        for line in sale.cart.lines
        if line.quantity_milli > before.returned_milli.get(line.line_id, 0)
    )
    return Returning(lines=lines, delivery=sale.cart.delivery is not None and not before.delivery)


def _still_offered(data: st.DataObject, sale: Sale, now: Returning) -> Offered:
    """What campaigns would say of what is left: anything at all."""
    left = what_is_left(cart=sale.cart, facts=sale.facts, decision=sale.decision, before=sale.before, returning=now)
    return data.draw(offers_for(left.cart)) if left.cart.lines else Offered()


@given(st.data(), sales())
def test_partial_returns_add_up_to_the_full_reversal(data: st.DataObject, sale: Sale) -> None:
    for _ in range(data.draw(st.integers(0, 4))):
        if _everything(sale) == Returning(lines=()):
            break
        now = data.draw(part_of(sale))
        sale.take(now, _still_offered(data, sale, now))
    rest = _everything(sale)
    if rest != Returning(lines=()):
        sale.take(rest)

    assert sum(back.money_kopecks for back in sale.done) == sale.decision.to_pay_kopecks
    assert sum(back.certificates_kopecks for back in sale.done) == sale.decision.certificates_paid_kopecks
    given_back: dict[str, int] = {}
    for back in sale.done:
        for unit, points in back.give_back.items():
            given_back[unit] = given_back.get(unit, 0) + points
    assert given_back == sale.decision.burnt()
    assert (
        sum(line.points_paid_kopecks for back in sale.done for line in back.lines) == sale.decision.points_paid_kopecks
    )
    assert sale.before.clawed_back == {lot.unit: lot.points for lot in sale.decision.earn}


@given(st.data(), sales())
def test_a_return_never_gives_more_than_its_share_nor_takes_what_is_not_there(data: st.DataObject, sale: Sale) -> None:
    earned = {lot.unit: lot.points for lot in sale.decision.earn}
    to_pay = {line.line_id: line.to_pay_kopecks for line in sale.decision.lines}
    whole = {line.line_id: line.quantity_milli for line in sale.cart.lines}
    for _ in range(3):
        if _everything(sale) == Returning(lines=()):
            break
        clawed_before = dict(sale.before.clawed_back)
        now = data.draw(part_of(sale))
        back = sale.take(now, _still_offered(data, sale, now))

        shares = back.delivery_kopecks + sum(line.money_kopecks + line.certificates_kopecks for line in back.lines)
        if now.delivery and sale.decision.delivery:
            shares += sale.decision.delivery.certificates_paid_kopecks
        got = back.money_kopecks + back.certificates_kopecks
        assert got == shares - back.withheld_kopecks + back.released_kopecks
        assert sale.before.certificates_kopecks <= sale.decision.certificates_paid_kopecks
        assert min(back.money_kopecks, back.certificates_kopecks, back.withheld_kopecks, back.released_kopecks) >= 0
        assert min(back.give_back.values(), default=1) > 0
        assert sale.before.refunded_kopecks <= sale.decision.to_pay_kopecks
        if not sale.programme.settings.withhold_lost_discount:
            assert back.withheld_kopecks == back.released_kopecks == 0
        for line in back.lines:
            so_far = sale.before.returned_milli[line.line_id]
            assert line.money_kopecks <= share_so_far(to_pay[line.line_id], so_far, whole[line.line_id])
        for unit, points in back.claw_back.items():
            assert 0 < points <= earned[unit] - clawed_before.get(unit, 0)


@given(sales())
def test_a_full_return_at_once_leaves_nothing(sale: Sale) -> None:
    back = sale.take(_everything(sale))

    assert back.money_kopecks == sale.decision.to_pay_kopecks
    assert back.certificates_kopecks == sale.decision.certificates_paid_kopecks
    assert (back.withheld_kopecks, back.released_kopecks, back.lost) == (0, 0, ())
    assert back.give_back == sale.decision.burnt()
    assert back.claw_back == {lot.unit: lot.points for lot in sale.decision.earn}
    assert sale.before != Before()
