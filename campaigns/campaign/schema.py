"""JSON Schema of campaigns, made of the registries: docs/campaign.schema.json. The parser stays the judge."""

from collections.abc import Mapping, Sequence
from inspect import getdoc
from typing import Any

from django.utils import translation

from campaigns.campaign.format import (
    BUDGET_FIELDS,
    CODE,
    LANE_FIELDS,
    LONGEST_LANE,
    MOST_BUDGETS,
    MOST_EFFECTS,
    PLAIN_FIELDS,
    TITLE,
)
from campaigns.conditions.condition import CONDITIONS
from campaigns.effects.effect import EFFECTS
from loyalty.purchase.goods import goods_param
from loyalty.purchase.history_facts import PARTS
from loyalty.rules.kind import Kind
from loyalty.rules.params import Param

Schema = dict[str, Any]
_STATES = ("draft", "in_review", "scheduled", "running", "paused", "finished", "archived")
_GOODS, _PAST_GOODS = "goods", "past_goods"
_INSTANT: Schema = {"type": ["string", "null"], "format": "date-time"}


def document_schema() -> Schema:
    """Of a whole document, as `manage.py campaigns export` writes it, with words in English; its parts are under
    `$defs`."""
    with translation.override("en"):
        return _document()


def _document() -> Schema:
    campaign = _campaign()
    kept = {"state": {"enum": list(_STATES)}, "note": {"type": "string"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Campaigns and their lanes",
        "type": "object",
        "properties": {
            "lanes": {"type": "array", "items": {"$ref": "#/$defs/lane"}},
            "campaigns": {
                "type": "array",
                "items": {**campaign, "properties": {**campaign["properties"], **kept}},
            },
        },
        "additionalProperties": False,
        "$defs": _definitions(),
    }


def _campaign() -> Schema:
    properties: Schema = {
        "code": {**CODE.schema, "pattern": "^[a-z0-9_-]+$"},
        "title": {
            "type": "object",
            "properties": {"ru": TITLE.schema, "en": TITLE.schema},
            "required": ["ru", "en"],
            "additionalProperties": False,
        },
        "starts_at": _INSTANT,
        "ends_at": _INSTANT,
        "when": {"anyOf": [{"$ref": "#/$defs/rule"}, {"type": "null"}]},
        "effects": {
            "type": "array", "minItems": 1, "maxItems": MOST_EFFECTS, "items": {"$ref": "#/$defs/effect"}
        },
        "budgets": {"type": "array", "maxItems": MOST_BUDGETS, "items": {"$ref": "#/$defs/budget"}},
    }  # fmt: skip
    properties |= _fields(PLAIN_FIELDS, required=("lane",))
    return {
        "type": "object",
        "properties": properties,
        "required": ["code", "title", "lane", "effects"],
        "additionalProperties": False,
    }


def _definitions() -> Schema:
    return {
        _GOODS: {"description": "Goods that meet every part named.", **_of_goods("").schema},
        _PAST_GOODS: {"description": "The same of past purchases.", **_of_goods(PARTS).schema},
        "rule": {
            "description": "Conditions joined by all, any or none.",
            **_one_of({join: {"$ref": "#/$defs/parts"} for join in ("all", "any", "none")}),
        },
        "parts": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}},
        "condition": {
            "description": "A condition, or a group of them.",
            **_one_of(
                {join: {"$ref": "#/$defs/parts"} for join in ("all", "any", "none")}
                | {code: _kind(kind) for code, kind in CONDITIONS}
            ),
        },
        "effect": {"description": "What is given.", **_one_of({code: _kind(kind) for code, kind in EFFECTS})},
        "budget": {
            "type": "object",
            "properties": _fields(BUDGET_FIELDS, required=("metric", "limit")),
            "required": ["metric", "limit"],
            "additionalProperties": False,
        },
        "lane": {
            "type": "object",
            "properties": {
                "code": {"type": "string", "pattern": "^[a-z0-9_-]+$", "maxLength": LONGEST_LANE},
                **_fields(LANE_FIELDS, required=("title", "order")),
            },
            "required": ["code", "title", "order"],
            "additionalProperties": False,
        },
    }


def _of_goods(parts: Sequence[str]) -> Param:
    param: Param = goods_param("", parts=parts).metadata["param"]
    return param


def _one_of(properties: Schema) -> Schema:
    """An object with exactly one of these names."""
    return {
        "type": "object", "properties": properties, "minProperties": 1, "maxProperties": 1,
        "additionalProperties": False,
    }  # fmt: skip


def _kind(kind: type[Kind]) -> Schema:
    """Parameters that may be left out may also be null."""
    schema = kind.schema()
    required: Any = schema["required"]
    properties = _fields(kind.params(), required=required)
    return {"description": getdoc(kind), **schema, "properties": properties, "examples": [dict(kind.example)]}


def _fields(known: Mapping[str, Param], *, required: tuple[str, ...] | list[str]) -> Schema:
    found: Schema = {}
    for name, param in known.items():
        said = {"description": str(param.label)}
        schema = dict(param.schema)
        if param.widget == "goods":
            schema = {"$ref": f"#/$defs/{_PAST_GOODS if param.options else _GOODS}"}
        schema = schema if name != "excludes" else {**schema, "minItems": 0}
        found[name] = {**said, **schema} if name in required else {**said, "anyOf": [schema, {"type": "null"}]}
    return found
