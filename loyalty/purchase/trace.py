"""Tells a trace in Russian or English: sentences for the member and the shop, a table for support."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format

from loyalty.money import BONUS
from loyalty.purchase.decision import Step
from loyalty.purchase.trace_rows import DIRECTIONS, LEVELS, ROWS, SLOTS, SWITCHES, TRUTHS, VALIDITIES
from loyalty.purchase.trace_sentences import FOR_MEMBER, SENTENCES
from loyalty.words import UnitWords, percent, points, quantity, roubles

NOTHING = "—"


@dataclass(frozen=True, kw_only=True)
class Names:
    """What a trace calls things: units by code, goods by line_id (the id where there is no name), days by `zone`."""

    units: Mapping[str, UnitWords]
    goods: Mapping[str, str]
    zone: ZoneInfo


@dataclass(frozen=True, kw_only=True)
class Row:
    """A step in support's table; `goods` is empty for the purchase as a whole."""

    code: str
    label: str
    goods: str
    inputs: str
    formula: str
    result: str


def sentence(*, step: Step, names: Names, language: str) -> str:
    """One step in words. A code without words is a KeyError."""
    with translation.override(language):
        return _sentence(step, names)


def story(*, steps: Sequence[Step], names: Names, language: str) -> tuple[str, ...]:
    """What a member reads: discounts, points spent and earned and their dates; what came to nothing is left out."""
    with translation.override(language):
        return tuple(_sentence(step, names) for step in steps if step.code in FOR_MEMBER and _is_news(step))


def rows(*, steps: Sequence[Step], names: Names, language: str) -> tuple[Row, ...]:
    """Every step as support reads it."""
    with translation.override(language):
        return tuple(_row(step, names) for step in steps)


def _sentence(step: Step, names: Names) -> str:
    return str(SENTENCES[_saying(step)]).format(**_written(step, names))


def _row(step: Step, names: Names) -> Row:
    words, written = ROWS[step.code], _written(step, names)
    return Row(
        code=step.code,
        label=str(words.label),
        goods=written["line"],
        inputs=str(words.inputs).format(**written),
        formula=str(words.formula).format(**written),
        result=str(words.result).format(**written),
    )


def _is_news(step: Step) -> bool:
    """A limit is news when it stopped something; an amount when there is one; gifts, coupons, another limit always."""
    if step.code in ("gift", "coupon_to_come", "burn_rate"):
        return True
    if step.code == "burn_limit":
        return step.numbers["limited_by"] is not None
    amounts = ("result_points",) if "result_points" in step.numbers else ("result_kopecks", "points")
    return any(step.numbers.get(name) for name in amounts)


def _saying(step: Step) -> str:
    """Which of a code's sentences it is; where the finer one has no words of its own, the plain one."""
    key = step.code + _suffix(step)
    return key if key in SENTENCES else step.code


def _suffix(step: Step) -> str:
    numbers = step.numbers
    match step.code:
        case "line_discount" | "set_discount" | "order_discount" | "delivery_discount":
            return "" if numbers["result_kopecks"] else "_none"
        case "burn_rate":
            return "_lowered" if _number(step, "rate") < _number(step, "program_rate") else ""
        case "burn_limit":
            return f"_{numbers['limited_by']}"
        case "earn_percent" | "earn_per_amount" | "left_percent" | "left_per_amount":
            return "_whole" if numbers["on_points_paid"] else ""
        case "return_line":
            return "_points" if numbers["points"] else ""
    pending = "_pending" if numbers.get("pending_days") else ""
    return pending if numbers.get("expires_at", "") is not None else f"{pending}_for_ever"


def _number(step: Step, name: str) -> int:
    return int(step.numbers[name] or 0)


def _written(step: Step, names: Names) -> dict[str, str]:
    """The numbers as people write them, named without their measure: `result_kopecks` is `result`."""
    numbers = step.numbers
    unit = names.units[str(numbers.get("unit", BONUS))]
    russian = translation.get_language() == "ru"
    written = {
        "line": _line(step, names),
        "text": str(numbers.get("text_ru" if russian else "text_en", "")),
        "switches": ", ".join(
            str(yes if numbers[key] else no) for key, yes, no in SWITCHES if "on_delivery" in numbers
        ),
    }
    for name, value in numbers.items():
        written |= _one(name, value, unit, names.zone)
    if "validity" in numbers:
        written["validity"] = str(VALIDITIES[str(numbers["validity"])]).format(n=numbers["validity_count"])
    return written


def _line(step: Step, names: Names) -> str:
    if step.line_id is None:
        return str(ROWS["delivery"].label) if step.code in ("earn_share", "earn_line", "certificate_paid_share") else ""
    return names.goods.get(step.line_id) or step.line_id


def _one(name: str, value: int | str | None, unit: UnitWords, zone: ZoneInfo) -> dict[str, str]:
    stem, _, measure = name.rpartition("_")
    match measure, value:
        case "kopecks", int():
            return {stem: roubles(value)}
        case "milli", int():
            return {stem: quantity(value)}
        case "points", int() if stem == "result":
            return {stem: points(value, unit), "gained": points(value, unit, signed=True), "lost": points(-value, unit)}
        case "points", int():
            return {stem or name: points(value, unit)}
        case "rate", int():
            return {name: percent(value)}
        case "at", str():
            return _day(stem, datetime.fromisoformat(value).astimezone(zone))
        case "at", None:
            return {"last_day": NOTHING}
        case "direction", str():
            return {measure: str(DIRECTIONS[value])}
        case "level", str():
            return {measure: str(LEVELS[value])}
        case "truth", str():
            return {measure: str(TRUTHS.get(value, value))}
        case "slot", str():
            return {measure: str(SLOTS.get(value, value))}
    return {name: NOTHING if value is None else str(value)}


def _day(stem: str, instant: datetime) -> dict[str, str]:
    """Points go at a midnight; people are told the last day on which they can be spent."""
    if stem == "expires":
        return {"last_day": date_format(instant - timedelta(microseconds=1), "j E Y")}
    return {stem: date_format(instant, "j E Y")}
