from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation

from cabinet.balance import BalancePanel, balance_panel
from loyalty.ledger.balance import Balance, Dated
from loyalty.ledger.units import UnitView
from loyalty.purchase.read_orders import OrderBrief
from loyalty.words import UnitWords

MOSCOW = ZoneInfo("Europe/Moscow")
TODAY = date(2026, 11, 21)


def midnight_after(month: int, day: int, year: int = 2026) -> datetime:
    """When the points of that local day go."""
    return datetime(year, month, day, 21, tzinfo=UTC)


def bonus(*, scale: int = 0, step: int = 100, **parts: Any) -> tuple[Balance, UnitView]:
    zeroes: dict[str, Any] = {"available": 0, "pending": 0, "held": 0, "debt": 0, "burning": (), "coming": ()}
    words = UnitWords(forms_ru="балл|балла|баллов", forms_en="point|points", scale=scale)
    balance = Balance(unit="BONUS", scale=scale, step_kopecks=step, **(zeroes | parts))
    return balance, UnitView(words=words, step_kopecks=step)


def panel(
    one: tuple[Balance, UnitView], *, language: str = "ru", reserved: tuple[OrderBrief, ...] = ()
) -> BalancePanel:
    with translation.override(language):
        return balance_panel(balances=[one[0]], reserved=reserved, units={"BONUS": one[1]}, today=TODAY, zone=MOSCOW)


def plain(texts: tuple[str, ...]) -> list[str]:
    return [text.replace("\u00a0", " ") for text in texts]


def test_an_empty_balance_is_a_zero_and_nothing_else() -> None:
    shown = panel(bonus())
    assert (shown.number, shown.word, shown.soon, shown.worth, shown.parts) == ("0", "баллов", "", "", ())


def test_what_expires_within_a_month_is_said_beside_the_number() -> None:
    # given 120 points whose last day is Friday
    shown = panel(bonus(available=120, burning=(Dated(points=120, at=midnight_after(11, 27)),)))

    # then it is said once
    assert plain((shown.soon,)) == ["120 баллов сгорят в пятницу, 27 ноября"]
    assert shown.parts == ()


def test_plural_forms_agree_with_the_amount() -> None:
    for points, ru, en in (
        (1, "1 балл сгорит сегодня", "1 point expires today"),
        (22, "22 балла сгорят сегодня", "22 points expire today"),
        (11, "11 баллов сгорят сегодня", "11 points expire today"),
        (101, "101 балл сгорит сегодня", "101 points expire today"),
    ):
        one = bonus(available=points, burning=(Dated(points=points, at=midnight_after(11, 21)),))
        assert plain((panel(one).soon, panel(one, language="en").soon)) == [ru, en]


def test_fractions_of_a_point_agree_too() -> None:
    one = bonus(scale=2, step=1, available=1_250, burning=(Dated(points=1_250, at=midnight_after(11, 21)),))
    shown = panel(one)
    assert (shown.number, shown.word, shown.worth) == ("12,5", "балла", "")
    assert plain((shown.soon,)) == ["12,5 балла сгорят сегодня"]


def test_later_days_are_listed_and_the_rest_is_summed() -> None:
    burning = tuple(Dated(points=10, at=midnight_after(month, 1, 2027)) for month in (3, 4, 5, 6, 7))
    shown = panel(bonus(available=50, burning=burning))
    (expiry,) = shown.parts
    assert (shown.soon, expiry.label) == ("", "Сгорание")
    assert plain(expiry.notes) == [
        "10 баллов сгорят 1 марта 2027 года",
        "10 баллов сгорят 1 апреля 2027 года",
        "10 баллов сгорят 1 мая 2027 года",
        "20 баллов позже",
    ]


def test_pending_held_and_debt_say_what_will_become_of_them() -> None:
    # given all three, and the order that holds
    order = OrderBrief(
        shop="Кофе на Лесной", id=7, occurred_at=datetime(2026, 11, 20, 9, tzinfo=UTC), base_kopecks=62_900,
        discount_kopecks=0, to_pay_kopecks=42_900, refunded_kopecks=0, why_earned=None, spent=(),
    )  # fmt: skip
    coming = (Dated(points=21, at=datetime(2026, 11, 30, 21, tzinfo=UTC)),)
    shown = panel(bonus(pending=21, coming=coming, held=200, debt=5), reserved=(order,))

    # then
    pending, held, debt = shown.parts
    assert (pending.label, *plain((pending.amount,))) == ("Ожидают", "21 балл")
    assert plain(pending.notes) == ["21 балл станет доступен во вторник, 1 декабря"]
    assert (held.label, *plain((held.amount,))) == ("В резерве", "200 баллов")
    assert [(one.id, *plain((one.words,))) for one in held.orders] == [(7, "Вчера: 429 ₽ в «Кофе на Лесной»")]
    assert (debt.label, *plain((debt.amount,))) == ("Долг", "5 баллов")
    assert debt.notes == ("За возвращённые товары. Погасится из следующих начислений",)


def test_a_point_that_is_not_a_rouble_says_what_it_pays_for() -> None:
    shown = panel(bonus(available=1_000, step=10))
    assert plain((shown.worth,)) == ["можно оплатить 100 ₽"]


def test_other_units_are_counted_below() -> None:
    # given stamps, which pay for nothing
    main, view = bonus()
    stamps = Balance(
        unit="STAMP", scale=0, step_kopecks=None, available=4, pending=0, held=0, debt=0, burning=(), coming=()
    )
    words = UnitWords(forms_ru="штамп|штампа|штампов", forms_en="stamp|stamps", scale=0)

    # when
    with translation.override("ru"):
        shown = balance_panel(
            balances=[main, stamps],
            reserved=(),
            units={"BONUS": view, "STAMP": UnitView(words=words, step_kopecks=None)},
            today=TODAY,
            zone=MOSCOW,
        )

    # then
    assert [(part.label, part.amount) for part in shown.parts] == [("Штампов", "4")]


def test_a_number_too_long_for_a_phone_is_set_smaller() -> None:
    assert not panel(bonus(available=100_000)).is_long
    assert panel(bonus(available=1_000_000)).is_long
