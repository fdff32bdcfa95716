"""Strategies: campaigns as careless as a marketer may write them, and carts they meet."""

from dataclasses import replace
from typing import Any

import msgspec
from hypothesis import strategies as st

from campaigns.engine.definition import Budget, BudgetScope, Definition, Lane, Metric, Mode, Period
from loyalty.purchase.cart import Cart, CartLine, Delivery
from loyalty.purchase.facts import Facts, LineGoods, ShopFacts
from tests.campaigns.situations import campaign

SKUS, CATEGORIES, BRANDS, CODES = ("A", "B", "C"), ("tea", "coffee"), ("Lavazza", "Greenfield"), ("SPRING", "VIP")
LANE_CODES = ("first", "second", "third")
RATES = st.sampled_from((1, 333, 1_000, 2_500, 5_000, 10_000))
AMOUNTS = st.one_of(st.sampled_from((100, 5_000, 12_345)), st.integers(1, 40_000))
COUNTS = st.integers(1, 3)


def _some(values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


_PLAIN_GOODS = st.fixed_dictionaries(
    {}, optional={"skus": _some(SKUS), "categories": _some(CATEGORIES), "brands": _some(BRANDS)}
)
GOODS = st.one_of(
    st.just({}),
    st.just({}),
    _some(SKUS).map(lambda skus: {"skus": skus}),
    _PLAIN_GOODS,
    st.fixed_dictionaries({}, optional={"price_from": AMOUNTS, "price_to": AMOUNTS}),
    st.builds(
        lambda goods, others: {**goods, "but_not": others} if others else goods, _PLAIN_GOODS, _PLAIN_GOODS
    ),
)  # fmt: skip


def _steps(sizes: st.SearchStrategy[int]) -> st.SearchStrategy[list[dict[str, int]]]:
    thresholds = st.lists(st.integers(0, 100_000), min_size=1, max_size=3, unique=True).map(sorted)
    return thresholds.flatmap(
        lambda froms: st.lists(sizes, min_size=len(froms), max_size=len(froms)).map(
            lambda values: [{"from": one, "value": value} for one, value in zip(froms, values, strict=True)]
        )
    )


def _effect(code: str, optional: dict[str, Any] | None = None, **params: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(params, optional=optional or {}).map(lambda values: {code: values})


_ROUNDING = st.sampled_from(("half_up", "down", "up", "rouble"))
_ON_GOODS: dict[str, Any] = {"goods": GOODS, "at_most": AMOUNTS}
_ON_ORDER: dict[str, Any] = {**_ON_GOODS, "split": st.sampled_from(("amount", "quantity"))}
_POINTS: dict[str, Any] = {"goods": GOODS, "unit": st.sampled_from(("BONUS", "STAMP")), "at_most": st.integers(1, 300)}

BY_LINE = st.one_of(
    _effect("percent_off", {"goods": GOODS, "rounding": _ROUNDING}, rate=RATES),
    _effect("amount_off_line", {"goods": GOODS}, amount=AMOUNTS),
    _effect("amount_off_piece", {"goods": GOODS}, amount=AMOUNTS),
    _effect("fixed_price", {"goods": GOODS}, price=AMOUNTS),
)
LINE_DISCOUNTS = st.one_of(
    BY_LINE,
    _effect("percent_off", {**_ON_GOODS, "rounding": _ROUNDING}, rate=RATES),
    _effect("amount_off_piece", _ON_GOODS, amount=AMOUNTS),
    _effect("percent_off_by_steps", _ON_GOODS, steps=_steps(RATES)),
    _effect("personal_percent_off", _ON_GOODS, attribute=st.just("discount"), most=RATES),
    _effect("percent_off_order", {**_ON_ORDER, "rounding": _ROUNDING}, rate=RATES),
    _effect("percent_off_order_by_steps", _ON_ORDER, steps=_steps(RATES)),
    _effect("amount_off_order", _ON_ORDER, amount=AMOUNTS),
    _effect("amount_off_order_by_steps", _ON_ORDER, steps=_steps(AMOUNTS)),
    _effect("order_price", _ON_ORDER, price=AMOUNTS),
    _effect(
        "cheapest_of",
        {"goods": GOODS, "chosen": st.sampled_from(("of_all", "of_set")), "same": st.booleans(), "at_most": COUNTS},
        pieces=st.integers(3, 4), count=COUNTS, rate=RATES,
    ),
    _effect("cheapest_pieces", {"goods": GOODS, "count": COUNTS}, rate=RATES),
    _effect("every_nth", {"goods": GOODS, "at_most": COUNTS}, nth=st.integers(2, 4), rate=RATES),
    _effect("buy_get", {"at_most": COUNTS, "get": COUNTS}, goods=GOODS, reward=GOODS, buy=COUNTS, rate=RATES),
    _effect(
        "bundle_price", {"at_most": COUNTS}, price=AMOUNTS,
        parts=st.lists(st.fixed_dictionaries({"goods": GOODS, "count": COUNTS}), min_size=1, max_size=3),
    ),
)  # fmt: skip
DISCOUNTS = LINE_DISCOUNTS | _effect("delivery_off", {"at_most": AMOUNTS}, rate=RATES)
POINTS_FOR_GOODS = st.one_of(
    _effect("points_percent", _POINTS, rate=RATES),
    _effect("points_percent_by_steps", _POINTS, steps=_steps(RATES)),
    _effect("points_per_amount", _POINTS, points=st.integers(1, 30), amount=AMOUNTS),
    _effect("points_per_item", _POINTS, points=st.integers(1, 30)),
)
ON_LINES = LINE_DISCOUNTS | POINTS_FOR_GOODS
EARNINGS = st.one_of(
    POINTS_FOR_GOODS,
    _effect("extra_points", {"unit": _POINTS["unit"]}, points=st.integers(1, 300)),
    _effect(
        "multiply_points", {"goods": GOODS, "at_most": st.integers(1, 300)}, rate=st.sampled_from((15_000, 20_000))
    ),
)
OTHERS = st.one_of(
    _effect("gift", {"below_floor": st.booleans()}, skus=_some(SKUS)),
    _effect("pieces_for_units", {"goods": GOODS, "at_most": COUNTS}, unit=st.just("STAMP"), points=st.integers(1, 6)),
    _effect("burn_limit", rate=RATES),
    _effect("say", slot=st.just("till"), ru=st.just("Спасибо"), en=st.just("Thank you")),
)
SPENDING = _effect("pieces_for_units", {"goods": GOODS, "at_most": COUNTS}, unit=st.just("STAMP"), points=COUNTS)
EFFECTS = st.one_of(DISCOUNTS, DISCOUNTS, EARNINGS, OTHERS)


def _numbered(budgets: list[Budget]) -> tuple[Budget, ...]:
    return tuple(replace(budget, number=number) for number, budget in enumerate(budgets, start=1))


CONDITIONS = st.one_of(
    st.builds(lambda goods, least: {"goods_total": {"goods": goods, "at_least": least}}, GOODS, AMOUNTS),
    st.builds(lambda goods, least: {"goods_to_pay": {"goods": goods, "at_least": least}}, GOODS, AMOUNTS),
    st.builds(lambda goods, most: {"goods_to_pay": {"goods": goods, "at_most": most}}, GOODS, AMOUNTS),
    st.builds(lambda goods, least: {"goods_quantity": {"goods": goods, "at_least": least * 1_000}}, GOODS, COUNTS),
    st.builds(lambda goods, least: {"line_quantity": {"goods": goods, "at_least": least * 1_000}}, GOODS, COUNTS),
    st.builds(lambda goods, least: {"lines": {"goods": goods, "at_least": least}}, GOODS, COUNTS),
    st.builds(
        lambda goods, which: {"has_goods": {"goods": goods, "which": which}},
        GOODS, st.sampled_from(("any", "every", "none")),
    ),
    _some(CODES).map(lambda codes: {"code_presented": {"codes": codes}}),
    st.sampled_from(("pos", "web")).map(lambda channel: {"channel": {"one_of": [channel]}}),
    st.just({"shop": {"one_of": ["lesnaya"]}}),
    st.just({"hours": {"start": "22:00", "end": "13:00"}}),
    st.just({"weekday": {"days": ["2"]}}),
    st.just({"has_member": {"is_so": True}}),
)  # fmt: skip
RULES = (
    st.just(None)
    | st.just(None)
    | st.recursive(
        CONDITIONS,
        lambda inside: st.builds(
            lambda join, parts: {join: parts},
            st.sampled_from(("all", "any", "none")),
            st.lists(inside, min_size=1, max_size=3),
        ),
        max_leaves=5,
    ).map(lambda rule: rule if set(rule) <= {"all", "any", "none"} else {"all": [rule]})
)
BUDGETS = st.lists(
    st.builds(
        Budget, number=st.just(1), metric=st.sampled_from(list(Metric)), scope=st.sampled_from(list(BudgetScope)),
        period=st.just(Period.ALL), limit=st.sampled_from((0, 1, 50, 1_000, 10_000)), trim=st.booleans(),
    ),
    max_size=2,
).map(_numbered)  # fmt: skip
NO_BUDGETS: st.SearchStrategy[tuple[Budget, ...]] = st.just(())
LANES = st.lists(
    st.tuples(st.sampled_from(list(Mode)), st.booleans(), st.sampled_from((0, 1_000))), min_size=3, max_size=3
).map(
    lambda modes: tuple(
        Lane(code=code, order=order, mode=mode, by_line=by_line, within_rate=within)
        for order, (code, (mode, by_line, within)) in enumerate(zip(LANE_CODES, modes, strict=True))
    )
)


@st.composite
def campaigns(
    draw: st.DrawFn,
    *,
    most: int = 6,
    effects: st.SearchStrategy[Any] = EFFECTS,
    budgets: st.SearchStrategy[tuple[Budget, ...]] = NO_BUDGETS | BUDGETS,
) -> list[Definition]:
    """Up to `most` campaigns, named C0, C1 and so on."""
    return [
        campaign(
            f"C{number}",
            *draw(st.lists(effects, min_size=1, max_size=2)),
            when=draw(RULES),
            lane=draw(st.sampled_from(LANE_CODES)),
            priority=draw(st.integers(0, 2)),
            excludes=draw(st.sampled_from(((), (), ("C0",), ("C1",)))),
            budgets=draw(budgets),
            on_shelf=draw(st.booleans()),
            uses_up=draw(st.booleans()),
            only_free=draw(st.sampled_from((False, False, True))),
        )
        for number in range(draw(st.integers(1, most)))
    ]


@st.composite
def situations(draw: st.DrawFn, *, most: int = 5) -> tuple[Cart, Facts]:
    """A cart of few products, so that campaigns meet on its lines, and what is known about it."""
    lines, goods = [], []
    for number in range(draw(st.integers(1, most))):
        sku = draw(st.sampled_from(SKUS))
        is_weighed = draw(st.sampled_from((False, False, False, True)))
        quantity = draw(st.integers(1, 3_000) if is_weighed else st.integers(1, 4).map(lambda n: n * 1_000))
        price = draw(st.one_of(st.integers(0, 300), st.integers(1_000, 30_000), st.sampled_from((10_000, 15_000))))
        category = draw(st.sampled_from(("", *CATEGORIES)))
        lines.append(CartLine(line_id=str(number), sku=sku, quantity_milli=quantity, price_kopecks=price))
        goods.append(
            LineGoods(
                category=category, category_path=(category,) if category else (), brand=draw(st.sampled_from(BRANDS)),
                min_price_kopecks=draw(st.none() | st.integers(0, 12_000)), is_weighed=is_weighed,
                is_certificate=draw(st.sampled_from((False,) * 7 + (True,))),
            )
        )  # fmt: skip
    cart = Cart(
        member_id=1, lines=tuple(lines), channel=draw(st.sampled_from(("pos", "web"))),
        delivery=draw(st.none() | st.builds(Delivery, price_kopecks=st.integers(0, 30_000))),
        coupons=tuple(draw(st.lists(st.sampled_from(CODES), unique=True))),
    )  # fmt: skip
    known: dict[str, int | str | bool | tuple[str, ...]] = {
        "attribute:discount": draw(st.sampled_from(("", "7", "100", "x"))),
        "balance:STAMP": draw(st.integers(0, 12)),
    }
    may = st.sampled_from((True, True, False))
    facts = Facts(
        goods=tuple(goods), can_burn=draw(may), can_earn=draw(may), step_kopecks=draw(st.sampled_from((100, 1))),
        shop=ShopFacts(code=draw(st.sampled_from(("lesnaya", "other")))), known=known,
    )  # fmt: skip
    return cart, facts


def with_left(facts: Facts, left: dict[str, int]) -> Facts:
    """The same, with so much left of budgets."""
    return msgspec.structs.replace(facts, known={**facts.known, **left})
