"""`GET /orders/{external_id}/explain`: why every kopeck and point of an order, step by step."""

from collections.abc import Mapping
from typing import ClassVar

import msgspec
from django.http import HttpResponse
from django.utils.translation import get_language
from rest_framework.request import Request

from loyalty.api.kit.door import Door, answer
from loyalty.api.kit.openapi import operation
from loyalty.api.v1.decisions import Units, amount, money, quantity
from loyalty.ledger.units import units
from loyalty.money import BONUS, to_decimal
from loyalty.program.current import program
from loyalty.purchase.decision import Step
from loyalty.purchase.read_order import read_order
from loyalty.purchase.trace import Names, sentence
from loyalty.shops.models import Scope

_TEXTS = {"text_ru", "text_en", "truth"}  # what a code really was is for support only
_BASIS_POINTS_DIGITS = 2


class StepAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One step: `numbers` by name (money and points as decimal strings, rates in percent), and the step in words."""

    code: str
    line_id: str | None
    numbers: dict[str, str | None]
    text: str


class ExplanationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The trace of an order, in the order things were decided."""

    external_id: str
    program_version: int
    ruleset: int
    steps: list[StepAnswer]


class Explanation(Door):
    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.ORDERS}

    @operation("explain_order", "Why an order costs and earns what it does", answers={200: ExplanationAnswer})
    def get(self, request: Request, external_id: str) -> HttpResponse:
        """Settings, input numbers, formulas, rounding, limits and lots, as they were when the order was made."""
        stored = read_order(shop_id=self.client.shop_id, external_id=external_id)
        known = units()
        names = Names(units={code: unit.words for code, unit in known.items()}, goods=stored.goods, zone=program().zone)
        language = get_language() or "ru"
        steps = [
            StepAnswer(
                code=step.code,
                line_id=step.line_id,
                numbers=_numbers(step, known),
                text=sentence(step=step, names=names, language=language),
            )
            for step in stored.order.trace
        ]
        decision = stored.order.decision
        return answer(
            ExplanationAnswer(
                external_id=stored.order.external_id,
                program_version=decision.program_version,
                ruleset=decision.ruleset,
                steps=steps,
            )
        )


def _numbers(step: Step, units: Units) -> dict[str, str | None]:
    unit = str(step.numbers.get("unit", BONUS))
    return dict(_number(name, value, unit, units) for name, value in step.numbers.items() if name not in _TEXTS)


def _number(name: str, value: int | str | None, unit: str, units: Units) -> tuple[str, str | None]:
    """`result_kopecks: 900` is `result: "9.00"`: the measure goes into the way the number is written."""
    stem, _, measure = name.rpartition("_")
    if not isinstance(value, int):
        return name, value
    match measure:
        case "kopecks":
            return stem, money(value)
        case "milli":
            return stem, quantity(value)
        case "points":
            return stem or name, amount(value, unit, units)
        case "rate":
            return name, to_decimal(value, _BASIS_POINTS_DIGITS)
    return name, str(value)
