"""Registered kinds as the editors of rules need them: one JSON made of the registry, in the active language.

Nothing of it is written for a single kind: whoever registers one can edit it in every form.
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import Any

from loyalty.admin.editor_labels import RULE_LABELS
from loyalty.ledger.units import kept_units
from loyalty.purchase.goods import Goods
from loyalty.refusals import Words
from loyalty.rules.comparison import Comparison
from loyalty.rules.kind import Kind
from loyalty.rules.params import Param
from loyalty.rules.rule import DEEPEST, MOST_NODES
from loyalty.words import is_russian

Described = dict[str, Any]
Section = tuple[Words, Iterable[str]]  # a title and the codes under it
_HOLE = re.compile(r"\s*\(?\{\w+\}\)?")


def kinds_described(
    kinds: Iterable[tuple[str, type[Kind]]], *, sections: Iterable[Section], titles: Mapping[str, Words]
) -> Described:
    """`kinds` by code, and `sections` as a menu shows them; what no section names comes last, under no title. A kind
    that `titles` does not know is called by its sentence."""
    known = dict(kinds)
    named: list[tuple[str, list[str]]] = [
        (str(title), [code for code in codes if code in known]) for title, codes in sections
    ]
    rest = sorted(known.keys() - {code for _title, codes in named for code in codes})
    return {
        "sections": [{"title": title, "codes": codes} for title, codes in [*named, ("", rest)] if codes],
        "kinds": {code: kind_described(kind, title=titles.get(code, "")) for code, kind in known.items()},
    }


def kind_described(kind: type[Kind], *, title: Words = "") -> Described:
    """What the kind is called, an example of it in words and as it is stored, and its parameters."""
    fields = {field.name: field.default for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    known = kind.params()
    return {
        "title": str(title) or _title(kind),
        "says": kind.parse(dict(kind.example), kind.code).words(),
        "example": dict(kind.example),
        "params": [
            {**param_described(name, known[name]), **_default(known[name], default)} for name, default in fields.items()
        ],
        "compares": issubclass(kind, Comparison),
    }


def param_described(name: str, param: Param) -> Described:
    """`least` and `most` in our units; `options` as pairs of code and words."""
    schema = param.schema
    return {
        "name": name,
        "label": str(param.label),
        "widget": param.widget,
        "of": param.of,
        "options": [[code, str(said)] for code, said in param.options],
        "least": schema.get("minimum"),
        "most": schema.get("maximum"),
        "longest": schema.get("maxLength"),
    }


def common_described() -> Described:
    """What the editors share: the parts of goods, the digits of units, the limits of a rule."""
    parts = {field.name: field.metadata["param"] for field in dataclasses.fields(Goods) if field.metadata}
    return {
        "goods": [param_described(name, param) for name, param in parts.items()],
        "scales": {code: unit.words.scale for code, unit in kept_units().items()},
        "labels": {name: str(label) for name, label in RULE_LABELS.items()},
        "language": "ru" if is_russian() else "en",
        "deepest": DEEPEST,
        "most_nodes": MOST_NODES,
    }


def _default(param: Param, default: Any) -> Described:
    if default is dataclasses.MISSING:
        return {"required": True, "default": None}
    return {"required": False, "default": None if default is None else param.dump(default)}


def _title(kind: type[Kind]) -> str:
    """The sentence without its holes: «spent in {days} on {goods}:» → «Spent in … on …»."""
    said = _HOLE.sub(" …", str(kind.sentence)).strip().removesuffix(":").strip()
    return said[:1].upper() + said[1:]
