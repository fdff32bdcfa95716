"""Strategies: carts, facts, programmes and offers of every shape a till can send."""

from hypothesis import strategies as st

from loyalty.money import Direction
from loyalty.program.settings import (
    EarnPerAmount,
    EarnPercent,
    EarnSteps,
    Programme,
    Rounding,
    Settings,
    Step,
)
from loyalty.purchase.cart import Burn, Cart, CartCertificate, CartLine, Delivery
from loyalty.purchase.facts import CertificateFacts, Facts, LineGoods
from loyalty.purchase.offers import Offered
from loyalty.purchase.outcomes import Outcome
from tests.fakes.offers import (
    a_gift_line,
    burn_limit,
    by_rate,
    extra,
    gift,
    multiplied,
    off_delivery,
    off_order,
    off_set,
    per_amount,
    percent_off,
    say,
    spend,
)
from tests.loyalty.purchase.carts import MOSCOW

RATES = st.integers(0, 10_000)
ROUNDINGS = st.builds(
    Rounding,
    level=st.sampled_from(("line", "order")),
    direction=st.sampled_from(list(Direction)),
    step=st.sampled_from((1, 2, 10)),
)
EARNS = st.one_of(
    st.builds(EarnPercent, rate=RATES),
    st.builds(EarnPerAmount, points=st.integers(1, 30), amount_kopecks=st.integers(1, 20_000)),
    st.lists(st.tuples(st.integers(0, 50_000), RATES), min_size=1, max_size=4, unique_by=lambda pair: pair[0]).map(
        lambda pairs: EarnSteps(steps=tuple(Step(from_kopecks=start, rate=rate) for start, rate in sorted(pairs)))
    ),
)
SETTINGS = st.builds(
    Settings,
    earn=EARNS,
    earn_on_delivery=st.booleans(),
    earn_on_points_paid=st.booleans(),
    earn_on_discounted_lines=st.booleans(),
    earn_on_certificates=st.booleans(),
    rounding=ROUNDINGS,
    burn_max_rate=RATES,
    burn_min_receipt_kopecks=st.sampled_from((0, 0, 5_000)),
    burn_min_balance=st.sampled_from((0, 0, 50)),
    withhold_lost_discount=st.booleans(),
)
PROGRAMMES = st.builds(Programme, version=st.just(3), name=st.just("Laws"), zone=st.just(MOSCOW), settings=SETTINGS)


@st.composite
def carts(draw: st.DrawFn, *, with_certificates: bool = False) -> Cart:
    quantities = st.one_of(st.integers(1, 5).map(lambda pieces: pieces * 1_000), st.integers(1, 7_000))
    count = draw(st.integers(1, 6))
    lines = tuple(
        CartLine(
            line_id=str(index),
            sku=f"SKU-{index}",
            quantity_milli=draw(quantities),
            price_kopecks=draw(st.integers(0, 30_000)),
        )
        for index in range(count)
    )
    burn = draw(
        st.one_of(
            st.just(Burn()),
            st.just(Burn(mode="max")),
            st.builds(Burn, mode=st.just("amount"), points=st.integers(0, 2_000)),
        )
    )
    delivery = draw(st.none() | st.builds(Delivery, price_kopecks=st.integers(0, 40_000)))
    asked = st.none() | st.integers(1, 60_000)
    wishes = enumerate(draw(st.lists(asked, max_size=3)) if with_certificates else [], start=1)
    return Cart(
        member_id=1, lines=lines, burn=burn, delivery=delivery, fiscal=True,
        certificates=tuple(CartCertificate(id=number, kopecks=kopecks) for number, kopecks in wishes),
    )  # fmt: skip


@st.composite
def facts_of(draw: st.DrawFn, cart: Cart) -> Facts:
    goods = st.builds(
        LineGoods,
        min_price_kopecks=st.none() | st.integers(0, 30_000),
        is_certificate=st.sampled_from((False, False, True)),
    )
    return Facts(
        goods=tuple(draw(goods) for _ in cart.lines),
        can_burn=draw(st.booleans()),
        can_earn=draw(st.sampled_from((True, True, False))),
        available=draw(st.integers(0, 3_000)),
        step_kopecks=draw(st.sampled_from((100, 1, 7, 250))),
        certificates=tuple(
            CertificateFacts(
                id=one.id,
                tail="0000",
                usable=draw(st.sampled_from((True, True, False))),
                available_kopecks=draw(st.integers(0, 100_000)),
            )
            for one in cart.certificates
        ),
    )


KOPECKS = st.integers(0, 60_000)
CAMPAIGNS = st.sampled_from(("one", "two", "three"))
UNITS = st.sampled_from(("BONUS", "STAMP"))
MULTIPLES = st.integers(0, 50_000)
MOST = st.none() | st.integers(0, 300)


def discounts_on(cart: Cart) -> st.SearchStrategy[Outcome]:
    """As careless as a campaign may be: deeper than the price, repeated, on some lines or on all."""
    a_line = st.sampled_from([line.line_id for line in cart.lines])
    some = st.lists(a_line, max_size=3)
    part = st.tuples(a_line, st.integers(1, 8_000), KOPECKS)
    return st.one_of(
        st.builds(lambda line, off, name: percent_off(line, off, campaign=name), a_line, KOPECKS, CAMPAIGNS),
        st.builds(lambda line, off, name: a_gift_line(line, off, campaign=name), a_line, KOPECKS, CAMPAIGNS),
        st.builds(
            lambda off, lines, by, most, name: off_order(off, *lines, by_quantity=by, most=most, campaign=name),
            KOPECKS, some, st.booleans(), st.none() | KOPECKS, CAMPAIGNS,
        ),
        st.builds(
            lambda parts, uses, name: off_set(*parts, uses_up=uses, campaign=name),
            st.lists(part, min_size=1, max_size=4), st.booleans(), CAMPAIGNS,
        ),
        st.builds(lambda off, name: off_delivery(off, campaign=name), KOPECKS, CAMPAIGNS),
    )  # fmt: skip


def earnings_on(cart: Cart) -> st.SearchStrategy[Outcome]:
    """Points of any unit, for any goods."""
    a_line = st.sampled_from([line.line_id for line in cart.lines])
    some = st.lists(a_line, unique=True, max_size=3)
    return st.one_of(
        st.builds(
            lambda points, unit, line, name: extra(points, unit=unit, line_id=line, campaign=name),
            st.integers(0, 500), UNITS, st.none() | a_line, CAMPAIGNS,
        ),
        st.builds(
            lambda rate, lines, unit, step, name: by_rate(rate, *lines, unit=unit, step=step, campaign=name),
            RATES, some, UNITS, st.sampled_from((1, 100, 250)), CAMPAIGNS,
        ),
        st.builds(
            lambda points, per, lines, unit, most, name: per_amount(
                points, per, *lines, unit=unit, most=most, campaign=name
            ),
            st.integers(1, 30), st.integers(1, 20_000), some, UNITS, MOST, CAMPAIGNS,
        ),
        st.builds(
            lambda rate, lines, most, name: multiplied(rate, *lines, most=most, campaign=name),
            MULTIPLES, some, MOST, CAMPAIGNS,
        ),
    )  # fmt: skip


REWARDS: st.SearchStrategy[Outcome] = st.one_of(
    st.builds(lambda rate, name: burn_limit(rate, campaign=name), RATES, CAMPAIGNS),
    st.builds(lambda name: gift("CUP-1", "CUP-2", campaign=name), CAMPAIGNS),
    st.builds(lambda name: say("receipt", "Words", campaign=name), CAMPAIGNS),
)
SPENDING: st.SearchStrategy[Outcome] = st.builds(
    lambda points, unit, name: spend(points, unit=unit, campaign=name), st.integers(0, 500), UNITS, CAMPAIGNS
)


@st.composite
def offers_for(draw: st.DrawFn, cart: Cart, facts: Facts | None = None) -> Offered:
    """All that campaigns may say of this cart; points are spent only of those who may spend them."""
    kinds = [discounts_on(cart), discounts_on(cart), earnings_on(cart), REWARDS]
    if facts is not None and facts.can_burn:
        kinds.append(SPENDING)
    return Offered(outcomes=tuple(draw(st.lists(st.one_of(kinds), max_size=6))))
