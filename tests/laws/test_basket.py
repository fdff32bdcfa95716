"""Whatever is taken off a basket, in whatever order: nothing below zero, no floor lost, shares exact."""

from hypothesis import given
from hypothesis import strategies as st

from loyalty.money import MILLI
from loyalty.program.settings import Settings
from loyalty.purchase.basket import Basket, Taken, floor_of
from loyalty.purchase.cart import Cart
from loyalty.purchase.outcomes import DeliveryDiscount, LineDiscount, OrderDiscount, Outcome, SetDiscount
from loyalty.purchase.shelf import shelf
from tests.fakes.offers import off_order, off_set, percent_off, spend
from tests.laws.purchases import carts, discounts_on, facts_of
from tests.loyalty.purchase.carts import cart, goods, line, member


@st.composite
def baskets(draw: st.DrawFn) -> tuple[Cart, Basket]:
    sent = draw(carts())
    return sent, Basket(shelf(cart=sent, facts=draw(facts_of(sent))), Settings())


def _basket(*floors: str | None, price: str = "100.00", pieces: str = "1") -> Basket:
    """Equal lines "0", "1", … with these minimum prices."""
    sent = cart(*(line(str(index), price, pieces) for index in range(len(floors))))
    return Basket(shelf(cart=sent, facts=member(*(goods(least=floor) for floor in floors))), Settings())


def _lines_of(outcome: Outcome, basket: Basket) -> set[int]:
    match outcome:
        case LineDiscount():
            return {basket.index(outcome.line_id)}
        case SetDiscount():
            return {basket.index(part.line_id) for part in outcome.parts}
        case OrderDiscount():
            return {basket.index(line_id) for line_id in outcome.line_ids} or set(range(len(basket.lines)))
    return set()


@given(st.data(), baskets())
def test_nothing_goes_below_zero_or_its_floor_whatever_is_taken(data: st.DataObject, made: tuple[Cart, Basket]) -> None:
    sent, basket = made
    for outcome in data.draw(st.lists(discounts_on(sent), max_size=8)):
        floors, left, free = sum(basket.floors), [*basket.left], [*basket.free]
        delivery = basket.delivery_left or 0

        taken = basket.take(outcome)

        # every kopeck is accounted for, on the lines named and nowhere else
        by_line = [0] * len(left)
        for share in taken.shares:
            assert 0 <= share.trimmed <= share.asked
            by_line[share.index] += share.kopecks
        assert [before - now for before, now in zip(left, basket.left, strict=True)] == by_line
        assert {index for index, kopecks in enumerate(by_line) if kopecks} <= _lines_of(outcome, basket)
        assert taken.delivery == delivery - (basket.delivery_left or 0)
        assert taken.kopecks <= taken.asked
        # floors stay under what is left, and only an approved gift lowers what they keep in all
        assert all(0 <= floor <= now for floor, now in zip(basket.floors, basket.left, strict=True))
        if not (isinstance(outcome, LineDiscount) and outcome.ignores_floor):
            assert sum(basket.floors) == floors
        if not isinstance(outcome, SetDiscount | LineDiscount):
            assert basket.free == free
        assert all(0 <= now <= before for now, before in zip(basket.free, free, strict=True))
    for index, on_shelf in enumerate(basket.lines):
        if on_shelf.goods.is_certificate:
            assert basket.left[index] == on_shelf.base_kopecks


@given(st.data(), baskets())
def test_an_order_discount_is_split_to_the_kopeck(data: st.DataObject, made: tuple[Cart, Basket]) -> None:
    _sent, basket = made
    kopecks = data.draw(st.integers(0, 60_000))
    payable = sum(left for left, one in zip(basket.left, basket.lines, strict=True) if not one.goods.is_certificate)

    taken = basket.take(off_order(kopecks))

    assert sum(share.asked for share in taken.shares) == min(kopecks, payable)
    for share in taken.shares:
        assert abs(share.asked * payable - min(kopecks, payable) * share.weight) < payable
    indexes = [share.index for share in taken.shares]
    assert indexes == sorted(set(indexes))


@given(st.data(), baskets(), st.booleans())
def test_an_order_discount_gives_all_it_may_up_to_its_maximum(
    data: st.DataObject, made: tuple[Cart, Basket], by_quantity: bool
) -> None:
    # given: the same discount on equal baskets, without a maximum and with one
    _sent, basket = made
    kopecks, most = data.draw(st.integers(0, 60_000)), data.draw(st.integers(1, 60_000))
    goods = [i for i, one in enumerate(basket.lines) if not one.goods.is_certificate]
    other = basket.copy()
    # when
    free = basket.take(off_order(kopecks, by_quantity=by_quantity))
    bound = other.take(off_order(kopecks, by_quantity=by_quantity, most=most))
    # then: nothing is lost on the way but what floors hold back, and the maximum is of what they let through
    assert sum(share.asked for share in free.shares) == min(kopecks, sum(basket.lines[i].base_kopecks for i in goods))
    assert bound.kopecks == min(free.kopecks, most)
    assert all(0 <= floor <= left for floor, left in zip(other.floors, other.left, strict=True))


@given(st.data(), baskets())
def test_a_set_without_floors_gets_all_it_asks_for(data: st.DataObject, made: tuple[Cart, Basket]) -> None:
    """The whole of some lines at any price: the shares are exactly what was asked."""
    sent, _ = made
    basket = Basket(shelf(cart=sent, facts=member(*(goods() for _ in sent.lines))), Settings())
    chosen = data.draw(st.lists(st.sampled_from(range(len(sent.lines))), unique=True, min_size=1))
    asked = {index: data.draw(st.integers(0, basket.left[index])) for index in chosen}

    taken = basket.take(
        off_set(*((sent.lines[i].line_id, sent.lines[i].quantity_milli, kopecks) for i, kopecks in asked.items()))
    )

    assert {share.index: share.kopecks for share in taken.shares} == {i: k for i, k in asked.items() if k}
    assert all(basket.free[index] == 0 for index in chosen)


@given(st.data(), baskets())
def test_trying_on_a_copy_changes_nothing(data: st.DataObject, made: tuple[Cart, Basket]) -> None:
    sent, basket = made
    before = ([*basket.left], [*basket.floors], [*basket.free], basket.delivery_left, dict(basket.spent))
    trial = basket.copy()

    tried: list[Taken] = [trial.take(one) for one in [*data.draw(st.lists(discounts_on(sent), max_size=3)), spend(6)]]

    assert (basket.left, basket.floors, basket.free, basket.delivery_left, basket.spent) == before
    assert [basket.take(one.outcome).kopecks for one in tried] == [one.kopecks for one in tried]
    assert basket.spent == trial.spent == {"STAMP": 6}


def test_what_a_set_moved_to_another_line_no_later_set_takes() -> None:
    # given: line 0 may not be sold below its price, line 1 has no floor; a set frees line 0 at the cost of line 1
    basket = _basket("100.00", None)
    basket.take(off_set(("0", MILLI, 10_000), ("1", MILLI, 0)))
    assert (basket.left, basket.floors) == ([0, 10_000], [0, 10_000])
    # when: another offer would have line 1, too
    taken = basket.take(off_set(("1", MILLI, 10_000), uses_up=False))
    # then: the two together never cost less than line 0 has to
    assert (taken.kopecks, sum(basket.left)) == (0, 10_000)


def test_a_line_named_twice_is_one_line() -> None:
    # given
    basket = _basket("30.00", None)
    # when
    of_order = basket.take(off_order(5_000, "0", "0"))
    of_set = basket.take(off_set(("1", MILLI, 8_000), ("1", MILLI, 8_000)))
    # then
    assert (of_order.kopecks, of_order.left, len(of_order.shares)) == (5_000, 10_000, 1)
    assert (of_set.kopecks, of_set.left, len(of_set.shares)) == (10_000, 10_000, 1)
    assert basket.left == [5_000, 0]


def test_a_certificate_in_a_set_is_not_discounted() -> None:
    # given
    sent = cart(line("0", "100.00"), line("card", "1000.00"))
    basket = Basket(shelf(cart=sent, facts=member(goods(), goods(certificate=True))), Settings())
    # when
    taken = basket.take(off_set(("0", MILLI, 1_000), ("card", MILLI, 50_000)))
    # then
    assert (taken.kopecks, taken.left, basket.left) == (1_000, 10_000, [9_000, 100_000])


def test_later_discounts_find_what_earlier_ones_left() -> None:
    # given three pieces at 100, none below 60
    basket = _basket("60.00", pieces="3")
    # then: 100 off, then 15 of the 20 left of the floor, then the rest of it
    assert basket.take(percent_off("0", 10_000)).kopecks == 10_000
    assert basket.take(off_order(1_500)).kopecks == 1_500
    last = basket.take(percent_off("0", 9_999))
    assert (last.kopecks, last.shares[0].trimmed) == (500, 9_499)
    assert basket.left == [floor_of(basket.lines[0], 3 * MILLI)] == [18_000]


def test_delivery_is_taken_off_once() -> None:
    # given
    sent = cart(line("0", "1.00"), delivery="199.00")
    basket = Basket(shelf(cart=sent, facts=member(goods())), Settings())
    free = DeliveryDiscount(campaign="c", version=1, effect="e", text=percent_off("0", 1).text, kopecks=15_000)
    # then
    assert [basket.take(free).delivery for _ in range(3)] == [15_000, 4_900, 0]
