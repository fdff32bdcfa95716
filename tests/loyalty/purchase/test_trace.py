"""What a trace says: to the member and the shop, and to support."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.program.settings import EarnPerAmount, Programme, Rounding
from loyalty.program.validity import Validity
from loyalty.purchase.cart import Cart
from loyalty.purchase.decision import Step
from loyalty.purchase.returning import Returning, ReturnLine
from loyalty.purchase.trace import Names, rows, sentence, story
from loyalty.purchase.trace_rows import ROWS
from loyalty.purchase.trace_sentences import FOR_MEMBER, SENTENCES
from loyalty.words import UnitWords
from tests.fakes.offers import burn_limit, extra, gift, off_order, off_set, offered, percent_off, say, spend
from tests.laws.purchases import PROGRAMMES, carts, facts_of, offers_for
from tests.loyalty.purchase.carts import MOSCOW, cart, goods, guest, line, member, priced, programme
from tests.loyalty.purchase.returns import Sale, returning

NAMES = Names(
    units={
        "BONUS": UnitWords(forms_ru="балл|балла|баллов", forms_en="point|points", scale=0),
        "STAMP": UnitWords(forms_ru="штамп|штампа|штампов", forms_en="stamp|stamps", scale=0),
    },
    goods={"milk": "Milk"},
    zone=MOSCOW,
)
LOT: dict[str, int | str | None] = {"lot": 3, "points": 2, "unit": "BONUS"}
LEDGER_STEPS = [
    Step(code=code, numbers={**LOT, "expires_at": expires_at})
    for code in ("lot_burnt", "lot_given_back", "lot_clawed_back")
    for expires_at in (None, "2027-11-21T21:00:00+00:00")
] + [Step(code="debt", numbers={"points": 2, "unit": "BONUS"})]


def told(steps: tuple[Step, ...], language: str = "en") -> list[str]:
    return [text.replace("\u00a0", " ") for text in story(steps=steps, names=NAMES, language=language)]


def test_a_member_reads_discounts_points_and_dates_and_no_arithmetic() -> None:
    decision = priced(
        cart(line("milk", "450.00", "2"), line("x", "100.00"), burn=900),
        member(goods(least="420.00"), goods()),
        offered=offered(percent_off("milk", 9_000), off_order(0), extra(3), extra(1, unit="STAMP", line_id="x")),
        under=programme(pending_days=14),
    )

    assert told(decision.trace) == [
        "Campaign “spring”: ₽90 off “Milk”",
        "Milk: the discount is ₽30 less, the price is not to go below ₽840",
        "Up to 100 points can be spent on this purchase: goods are not sold below their minimum price",
        "100 points paid for ₽100 of the purchase",
        "+42 points for a purchase of ₽840 — 5% of what was paid in money",
        "+3 points — Campaign “double”",
        "+1 stamp — Campaign “double”",
        "45 points can be spent from 5 December 2026 until 5 December 2027 inclusive",
        "1 stamp can be spent from 5 December 2026 until 5 December 2027 inclusive",
    ]


def test_a_member_reads_what_campaigns_spent_gave_and_changed() -> None:
    coffee = off_set(("milk", 1_000, 9_000), campaign="sixth")
    decision = priced(
        cart(line("milk", "90.00", "2"), burn=9),
        offered=offered(spend(6), coffee, gift("CUP-1", "CUP-2"), say("till", "Hello"), burn_limit(1_000)),
    )

    assert told(decision.trace)[:5] == [
        "Campaign “sixth”: ₽90 off the set",
        "−6 stamps — Campaign “sixth”",
        "A gift — Campaign “cup”",
        "Campaign “wednesday”: points pay for no more than 10% of goods",
        "9 points paid for ₽9 of the purchase",
    ]
    assert told(decision.trace, "ru")[1:4] == [
        "−6 штампов — Акция «sixth»",
        "Подарок — Акция «cup»",
        "Акция «wednesday»: баллами можно оплатить не больше 10 % товаров",
    ]


def test_what_a_sets_floor_held_back_is_told_of_lines_without_a_floor_too() -> None:
    # given a set of which only the other line has a minimum price
    pair = off_set(("milk", 1_000, 9_000), ("x", 1_000, 5_000))
    # when
    decision = priced(
        cart(line("milk", "90.00"), line("x", "50.00")), member(goods(), goods(least="40.00")), offered=offered(pair)
    )
    # then: 40 of 140 have to stay
    assert told(decision.trace)[1:3] == [
        "Milk: the discount is ₽25.71 less, the set is not to go below ₽40",
        "x: the discount is ₽14.29 less, the set is not to go below ₽40",
    ]


def test_what_a_line_keeps_for_a_set_is_told_when_a_later_discount_meets_it() -> None:
    # given a set that took from one line what the other, which has no minimum price, then has to keep
    pair = off_set(("milk", 1_000, 9_000), ("x", 1_000, 2_000))
    later = percent_off("x", 10_000, campaign="later")
    # when
    decision = priced(
        cart(line("milk", "90.00"), line("x", "50.00")),
        member(goods(least="40.00"), goods()),
        offered=offered(pair, later),
    )
    # then
    expected = "x: the discount is ₽31.82 less, ₽31.82 has to stay after the earlier offers"
    assert expected in told(decision.trace)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (9_000, "Words: points pay for up to 90% of goods"),
        (4_999, "Words: points pay for no more than 49.99% of goods"),
    ],
)
def test_another_share_of_points_is_raised_or_lowered(rate: int, expected: str) -> None:
    # given the programme's half
    named = burn_limit(rate, campaign="w")
    # when
    decision = priced(cart(line("milk", "90.00")), offered=offered(burn_limit(7_000), named))
    # then: of two the last holds
    assert told(decision.trace)[0].replace("Campaign “w”", "Words") == expected
    assert decision.burn.max == 90 * rate // 10_000


def test_support_reads_where_words_go_and_what_may_be_chosen() -> None:
    decision = priced(
        cart(line("milk", "90.00")), offered=offered(gift("CUP-1", "CUP-2"), say("receipt", "Come on Tuesday"))
    )

    table = {row.code: row for row in rows(steps=decision.trace, names=NAMES, language="en")}

    assert table["gift"].formula == "any one of: CUP-1, CUP-2"
    assert (table["say"].formula, table["say"].result) == ("for the receipt", "Come on Tuesday")
    said = next(step for step in decision.trace if step.code == "say")
    assert sentence(step=said, names=NAMES, language="en") == "Words for the receipt: Come on Tuesday"


@pytest.mark.parametrize(
    ("_case", "settings", "expected"),
    [
        (
            "by amount, whatever it was paid with",
            {"earn": EarnPerAmount(points=3, amount_kopecks=5_000), "earn_on_points_paid": True},
            [
                "+6 points for a purchase of ₽110 — 3 points for every ₽50",
                "6 points can be spent at once, until 21 November 2027 inclusive",
            ],
        ),
        (
            "for ever",
            {"validity": Validity(by="none")},
            [
                "+5 points for a purchase of ₽110 — 5% of what was paid in money",
                "5 points can be spent at once, without an end date",
            ],
        ),
        ("too little to earn", {"earn": EarnPerAmount(points=1, amount_kopecks=20_000)}, []),
    ],
)
def test_why_points_were_earned(_case: str, settings: dict[str, object], expected: list[str]) -> None:
    assert told(priced(cart(line("milk", "110.00")), under=programme(**settings)).trace) == expected


@pytest.mark.parametrize(
    ("_case", "wish", "settings", "expected"),
    [
        ("limit", 90, {}, "Up to 50 points can be spent on this purchase: points pay for up to 50% of ₽100"),
        (
            "balance",
            90,
            {"burn_max_rate": 9_000},
            "Up to 60 points can be spent on this purchase: that is all there is",
        ),
        ("receipt", 1, {"burn_min_receipt_kopecks": 50_000}, "Points can be spent on purchases from ₽500"),
        ("poor", 1, {"burn_min_balance": 61}, "Points can be spent from a balance of 61 points"),
    ],
)
def test_why_no_more_points_were_spent(_case: str, wish: int, settings: dict[str, object], expected: str) -> None:
    decision = priced(
        cart(line("milk", "100.00"), burn=wish), member(goods(), available=60), under=programme(**settings)
    )

    assert told(decision.trace)[0] == expected


def test_a_guest_reads_that_points_are_not_for_this_purchase() -> None:
    decision = priced(cart(line("milk", "100.00"), burn="max"), guest(goods()))

    assert told(decision.trace) == ["This purchase cannot be paid with points"]


def test_a_return_tells_what_comes_back_and_what_goes() -> None:
    basket = cart(line("milk", "450.00", "2"), delivery="199.00", burn=300)
    under = programme(withhold_lost_discount=True)
    decision = priced(basket, offered=offered(percent_off("milk", 9_000)), under=under)

    back = Sale(basket, member(goods()), decision, under).take(returning(("milk", "1"), delivery=True))

    assert told(back.steps) == [
        "Milk, 1 of 2: ₽255 and 150 points back",
        "Delivery: ₽199 back",
        "₽45 is kept for a discount that the goods left no longer have",
        "−13 points: what is left earns 12 points",
        "+150 points that had paid for the goods returned",
    ]


def test_support_reads_every_step_with_its_formula() -> None:
    decision = priced(cart(line("milk", "450.00", "2"), delivery="199.00"), under=programme(rounding=Rounding(step=5)))

    table = [
        [text.replace("\u00a0", " ") for text in (row.label, row.goods, row.inputs, row.formula, row.result)]
        for row in rows(steps=decision.trace, names=NAMES, language="en")
    ]

    assert table[1] == ["Shelf value", "Milk", "2 × ₽450", "half a kopeck goes up", "₽900"]
    assert ["To pay", "", "", "₽1,099 − ₽0 − ₽0 − ₽0", "₽1,099"] in table
    assert [
        "Points earned",
        "",
        "₽900 × 5%, the smallest step is worth ₽1",
        "rounded down, once for the purchase, to a multiple of 5 points",
        "45 points",
    ] in table


def test_one_step_is_told_in_either_language() -> None:
    shelf = priced(cart(line("milk", "10.00"))).trace[1]

    assert sentence(step=shelf, names=NAMES, language="en").replace("\u00a0", " ") == "Milk: 1 × ₽10 = ₽10"
    assert sentence(step=shelf, names=NAMES, language="ru").replace("\u00a0", " ") == "Milk: 1 × 10 ₽ = 10 ₽"


@pytest.mark.parametrize(
    ("step", "expected"),
    list(
        zip(
            LEDGER_STEPS,
            [
                "Spent 2 points without an end date",
                "Spent 2 points, good until 21 November 2027",
                "Yours again: 2 points, without an end date",
                "Yours again: 2 points, until 21 November 2027 inclusive",
                "Taken back: 2 points",
                "Taken back: 2 points",
                "2 points became a debt",
            ],
            strict=True,
        )
    ),
)
def test_lots_are_told_by_their_last_day(step: Step, expected: str) -> None:
    assert sentence(step=step, names=NAMES, language="en").replace("\u00a0", " ") == expected
    assert rows(steps=[step], names=NAMES, language="en")[0].result.replace("\u00a0", " ") == "2 points"


def test_russian_has_its_plural_forms_and_spaces() -> None:
    decision = priced(cart(line("milk", "1240.50", "1"), burn=1), under=programme(burn_max_rate=10_000))

    assert told(decision.trace, "ru") == [
        "1 балл — оплачено 1 ₽ покупки",
        "+61 балл за покупку 1 239,50 ₽ — 5 % от оплаченного деньгами",
        "61 балл можно тратить сразу, до 21 ноября 2027 включительно",
    ]


def test_every_code_has_a_sentence_and_a_row() -> None:
    assert set(ROWS) <= set(SENTENCES)
    assert set(ROWS) >= FOR_MEMBER
    assert all(any(key.startswith(code) for code in ROWS) for key in SENTENCES)


@given(st.data(), carts(), PROGRAMMES)
def test_whatever_happens_can_be_told(data: st.DataObject, basket: Cart, under: Programme) -> None:
    facts = data.draw(facts_of(basket))
    decision = priced(basket, facts, offered=data.draw(offers_for(basket, facts)), under=under)
    one = basket.lines[0]
    half = Returning(lines=(ReturnLine(line_id=one.line_id, quantity_milli=-(-one.quantity_milli // 2)),))
    back = Sale(basket, facts, decision, under).take(half)

    for language in ("ru", "en"):
        for step in (*decision.trace, *back.steps):
            assert not re.search(r"[{}]", sentence(step=step, names=NAMES, language=language))
        assert len(rows(steps=decision.trace + back.steps, names=NAMES, language=language)) == len(
            decision.trace + back.steps
        )
