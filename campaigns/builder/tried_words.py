"""What a tried cart came to, as the page beside the builder shows it: sentences and amounts of the active language."""

from typing import Any

from django.utils.translation import gettext

from campaigns.builder.outcome import outcome_of, outcome_words
from campaigns.builder.try_cart import Tried
from loyalty import words
from loyalty.ledger.units import kept_units
from loyalty.purchase.decision import Decision, LineDecision
from loyalty.rules.fact import MemberFact, Type

Said = dict[str, Any]


def tried_words(tried: Tried, *, code: str) -> Said:
    """`code` is the draft's own: what it does is marked."""
    decision, before = tried.decision, tried.before
    return {
        "says": outcome_words(outcome_of(decision)),
        "is_benefit": any(outcome_of(decision)[what] for what in ("discount", "points", "gifts")),
        "now_says": outcome_words(outcome_of(before)),
        "changes": outcome_of(decision) != outcome_of(before),
        "to_pay": words.roubles(decision.to_pay_kopecks),
        "base": words.roubles(decision.base_kopecks),
        "points_paid": words.roubles(decision.points_paid_kopecks) if decision.points_paid_kopecks else "",
        "lines": [_line(line) for line in decision.lines],
        "delivery": words.roubles(decision.delivery.to_pay_kopecks) if decision.delivery else "",
        "applied": _applied(decision, code),
        "not_applied": _not_applied(tried, code),
        "facts": [_fact(fact, tried) for fact in tried.asks],
    }


def _line(line: LineDecision) -> Said:
    return {
        "base": words.roubles(line.base_kopecks),
        "discount": words.roubles(-line.discount_kopecks) if line.discount_kopecks else "",
        "to_pay": words.roubles(line.to_pay_kopecks),
        "points": _points(line.earned),
    }


def _points(by_unit: dict[str, int]) -> str:
    units = kept_units()
    return ", ".join(words.points(n, units[unit].words, signed=True) for unit, n in by_unit.items() if n)


def _applied(decision: Decision, code: str) -> list[Said]:
    said = [
        _told(one, code, words.roubles(-one.kopecks) if one.kopecks else _points(one.points))
        for one in decision.applied
        if one.kopecks or one.points
    ]
    said += [_told(one, code, _points({one.unit: -one.points})) for one in decision.spent]
    said += [_told(one, code, gettext("gift {sku}").format(sku=one.choices[0].sku)) for one in decision.gifts]
    said += [_told(one, code, "") for one in decision.messages]
    return sorted(said, key=lambda one: not one["is_draft"])


def _not_applied(tried: Tried, code: str) -> list[Said]:
    own = []
    if (reason := tried.why_not) is not None:
        own = [{"text": reason.text.ru if words.is_russian() else reason.text.en, "amount": "", "is_draft": True}]
    said = [_told(one, code, "") for one in tried.decision.not_applied]
    if not own and not any(one["is_draft"] for one in [*said, *_applied(tried.decision, code)]):
        text = gettext("Nothing in this cart is what it looks for: goods, a shop or a code.")
        own = [{"text": text, "amount": "", "is_draft": True}]
    return own + sorted(said, key=lambda one: not one["is_draft"])


def _told(one: Any, code: str, amount: str) -> Said:
    text = one.text_ru if words.is_russian() else one.text_en
    return {"text": text, "amount": amount, "is_draft": one.campaign == code}


def _fact(fact: MemberFact, tried: Tried) -> Said:
    """A fact as a parameter of a form, with what is known of it."""
    widgets = {Type.TEXTS: "texts", Type.CHOICE: "choice", Type.FLAG: "flag", Type.DATE: "date", Type.TEXT: "text"}
    value = tried.known.get(fact.key)
    return {
        "name": fact.key, "label": str(fact.label), "widget": widgets.get(fact.type, fact.type.value), "of": fact.of,
        "options": [[code, str(said)] for code, said in fact.options],
        "value": list(value) if isinstance(value, tuple) else value,
    }  # fmt: skip
