"""docs/rules.md: every condition and effect there is, written from the registries so that it cannot lie."""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from inspect import getdoc

from django.utils import translation

from campaigns.conditions.condition import CONDITIONS
from campaigns.effects.effect import EFFECTS
from loyalty.purchase.goods import Goods
from loyalty.rules.kind import Kind, Kinds
from loyalty.rules.params import Param
from loyalty.rules.rule import DEEPEST, MOST_NODES
from segments.conditions.condition import MEMBER_CONDITIONS

_START = f"""\
# Conditions and effects

Written by `make reference` from the code; do not edit. How a whole campaign is written:
[campaign-format.md](campaign-format.md).

A rule is a group: `{{"all": [...]}}` holds when every part does, `{{"any": [...]}}` when at least one does,
`{{"none": [...]}}` when none does. A part is a condition, `{{"code": {{parameters}}}}`, or another group. At most
{DEEPEST} levels and {MOST_NODES} parts; no group is empty. A comparison with what is not
known (the age of a member who gave no birthday, anything of a guest) never holds.

Numbers are whole. Money is in kopecks, percents in hundredths of a percent (1000 is 10 %), quantities in thousandths of
a piece or kilogram, points in the smallest step of their unit. Days are days of the calendar in the programme's time
zone; hours, weekdays and dates are those of the shop. A parameter with a default may be left out.
"""
_GOODS = """\
## Goods

One parameter, everywhere. Goods are those that meet every part named; inside a part any value will do; no part at all
means all goods. What the catalogue says of a category or a brand wins over the cart.

`but_not` is goods again, and leaves them out: `{"categories": ["coffee"], "but_not": {"brands": ["Lavazza"]}}`.
"""
_MEANS = {
    "amount": "kopecks", "points": "points, in the smallest step", "number": "number", "quantity": "thousandths",
    "percent": "hundredths of a percent", "days": "days", "flag": "`true` or `false`", "text": "text", "texts": "texts",
    "choice": "one of", "choices": "some of", "date": "date, as 2026-11-21", "time": "time, as 09:30",
    "goods": "[goods](#goods)", "steps": 'list of `{"from": kopecks, "value": size}`, rising',
    "ingredients": 'list of 1 to 10 `{"goods": …, "count": pieces}`',
}  # fmt: skip


def reference() -> str:
    """The whole page, in English with the Russian sentence of each example."""
    with translation.override("en"):
        return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _START
    member = {code for code, _kind in MEMBER_CONDITIONS}
    yield "## Conditions about the member\n"
    yield "A guest is nobody: these never hold for one, nor do their opposites that ask for something known.\n"
    yield from _kinds(CONDITIONS, {code for code, _kind in CONDITIONS if code in member})
    yield "## Conditions about the cart and the moment\n"
    yield from _kinds(CONDITIONS, {code for code, _kind in CONDITIONS if code not in member})
    yield "## Effects\n"
    yield from _kinds(EFFECTS, {code for code, _kind in EFFECTS})
    yield _GOODS
    parts = {field.name: field.metadata["param"] for field in dataclasses.fields(Goods) if field.metadata}
    yield from _table(parts, {})


def _kinds(kinds: Kinds, codes: set[str]) -> Iterator[str]:  # type: ignore[type-arg]
    for code in sorted(codes):
        kind: type[Kind] = kinds[code]
        example = kind.parse(kind.example, code)
        with translation.override("ru"):
            russian = example.words()
        yield f"### `{code}`\n"
        yield f"{' '.join((getdoc(kind) or '').split())}\n"
        yield f"- {example.words()}\n- {russian}\n"
        yield f"```json\n{json.dumps({code: dict(kind.example)}, ensure_ascii=False)}\n```\n"
        known = kind.params()
        if known:
            fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
            yield from _table(known, {name: _default(known[name], field.default) for name, field in fields.items()})


def _table(known: Mapping[str, Param], defaults: Mapping[str, str]) -> Iterator[str]:
    yield "| Parameter | | Value | Default |\n| --- | --- | --- | --- |"
    for name, param in known.items():
        yield f"| `{name}` | {param.label} | {_value(param)} | {defaults.get(name, '—')} |"
    yield ""


def _value(param: Param) -> str:
    means = _MEANS[param.widget]
    if param.options and param.widget == "goods":
        return f"{means} by " + ", ".join(f"`{code}`" for code, _words in param.options)
    if param.options:
        return f"{means} " + ", ".join(f"`{code}` ({words})" for code, words in param.options)
    schema = param.schema
    if "minimum" in schema:
        return f"{means}, {_grouped(schema['minimum'])} … {_grouped(schema['maximum'])}"
    return means


def _grouped(number: object) -> str:
    return f"{number:,}".replace(",", " ")


def _default(param: Param, default: object) -> str:
    if default is dataclasses.MISSING:
        return "must be given"
    if default is None:
        return "—"
    return f"`{json.dumps(param.dump(default), ensure_ascii=False)}`"
