"""Which goods: one parameter for every condition and effect, from "everything" to "what this member never bought"."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import msgspec
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from loyalty import words
from loyalty.purchase.cart import CartLine
from loyalty.purchase.facts import LineGoods
from loyalty.refusals import Words
from loyalty.rules import params
from loyalty.rules.invalid import at
from loyalty.rules.kind import Keys
from loyalty.rules.params import Param, refuse

Known = Mapping[str, Any]

# What is known of the member's buying, by fact key. A guest has none of them: nothing relative matches a guest.
BOUGHT_SKUS = "bought_skus"  # of the cart's, those the member ever bought
BOUGHT_CATEGORIES = "bought_categories"
USUAL_SKUS = "usual_skus"  # of the cart's, those in three orders or more of the last 180 days
FAVOURITE_CATEGORY = "favourite_category"  # by money in the last 180 days
FAVOURITE_BRAND = "favourite_brand"

RELATIVE: tuple[tuple[str, Words], ...] = (
    ("never_bought", _("goods the member never bought")),
    ("new_category", _("goods of a category the member never bought")),
    ("favourite_category", _("goods of the member's favourite category")),
    ("favourite_brand", _("goods of the member's favourite brand")),
    ("usual", _("goods the member usually buys")),
)


@dataclass(frozen=True, kw_only=True)
class Goods:
    """Goods that meet every part named; inside a part any value will do. `but_not` are left out. Prices in kopecks for
    one piece or kilogram. Categories include their subtrees."""

    skus: tuple[str, ...] | None = params.optional(params.texts(_("Certain products"), names="sku"))
    collections: tuple[str, ...] | None = params.optional(params.texts(_("Collections"), names="collection"))
    categories: tuple[str, ...] | None = params.optional(params.texts(_("Categories"), names="category"))
    brands: tuple[str, ...] | None = params.optional(params.texts(_("Brands"), names="brand"))
    attributes: tuple[str, ...] | None = params.optional(params.texts(_("Attributes, as name=value")))
    price_from: int | None = params.amount(_("Price from"), default=None)
    price_to: int | None = params.amount(_("Price to"), default=None)
    relative: str | None = params.choice(_("To the member"), RELATIVE, default=None)
    but_not: "Goods | None" = None

    def matches(self, line: CartLine, goods: LineGoods, known: Known) -> bool:
        """Whether a line is of these goods. What the catalogue says wins over the cart."""
        if self.skus is not None and line.sku not in self.skus:
            return False
        if self.categories is not None and not set(self.categories).intersection(goods.category_path):
            return False
        if self.brands is not None and goods.brand not in self.brands:
            return False
        if self.collections is not None and not set(self.collections).intersection(goods.collections):
            return False
        if self.price_from is not None and line.price_kopecks < self.price_from:
            return False
        if self.price_to is not None and line.price_kopecks > self.price_to:
            return False
        if self.attributes is not None and not _has_attribute(self.attributes, line, goods):
            return False
        if self.relative is not None and not _is_relative(self.relative, line, goods, known):
            return False
        return self.but_not is None or not self.but_not.matches(line, goods, known)

    @property
    def key(self) -> str:
        """A short name of this set of goods: equal sets have equal keys."""
        return hashlib.sha256(msgspec.json.encode(dump_goods(self), order="sorted")).hexdigest()[:12]

    def keys(self) -> Keys | None:
        """Goods can match only in a cart with one of these; None when any cart may have them."""
        for what, values in (
            ("sku", self.skus), ("collection", self.collections), ("brand", self.brands), ("category", self.categories)
        ):  # fmt: skip
            if values is not None:
                return frozenset((what, value) for value in values)
        return None

    def words(self) -> str:
        """«товары категории «coffee», но не …» in the active language."""
        head, said = gettext("goods"), list[str]()
        for name, param in _PARAMS.items():
            if (value := getattr(self, name)) is None:
                continue
            match name:
                case "price_from":
                    said.append(gettext("from {amount}").format(amount=words.roubles(value)))
                case "price_to":
                    said.append(gettext("up to {amount}").format(amount=words.roubles(value)))
                case "relative":
                    head = param.words(value)
                case _:
                    said.append(_said_of(name, len(value)).format(values=param.words(value)))
        text = gettext("all goods") if self == Goods(but_not=self.but_not) else f"{head} {', '.join(said)}".strip()
        return text if self.but_not is None else gettext("{goods}, but not {others}").format(
            goods=text, others=self.but_not.words()
        )  # fmt: skip


def _said_of(part: str, count: int) -> str:
    """How goods of one value or several are called, «of the category {values}»."""
    match part:
        case "categories":
            return ngettext("of the category {values}", "of the categories {values}", count)
        case "brands":
            return ngettext("of the brand {values}", "of the brands {values}", count)
        case "collections":
            return ngettext("of the collection {values}", "of the collections {values}", count)
        case "attributes":
            return ngettext("with the attribute {values}", "with any of the attributes {values}", count)
    return "{values}"


EVERYTHING = Goods()
_PARAMS: dict[str, Param] = {field.name: field.metadata["param"] for field in fields(Goods) if field.name != "but_not"}


def parse_goods(raw: Any, path: str, parts: Collection[str] = ()) -> Goods:
    """From the stored form, an object with the parts; InvalidRule names what is wrong. `parts`: only these are known
    there; empty for all."""
    if not isinstance(raw, dict):
        raise refuse(path, _("An object that says which goods is expected here"))
    values: dict[str, Any] = {}
    for name, value in raw.items():
        if name == "but_not":
            if not value or (isinstance(value, dict) and "but_not" in value):
                raise refuse(at(path, name), _("Say plainly which goods are left out"))
            values[name] = parse_goods(value, at(path, name), parts)
        elif name in _PARAMS and parts and name not in parts:
            known = ", ".join(str(_PARAMS[part].label) for part in parts)
            raise refuse(at(path, name), format_lazy(_("Only these are known of goods here: {parts}"), parts=known))
        elif name in _PARAMS:
            values[name] = _PARAMS[name].parse(value, at(path, name))
        else:
            raise refuse(at(path, str(name)), format_lazy(_("Goods have no such part: {name}"), name=name))
    for pair in values.get("attributes", ()):
        if "=" not in pair:
            raise refuse(at(path, "attributes"), _("Write an attribute as name=value"))
    return Goods(**values)


def dump_goods(goods: Goods) -> dict[str, object]:
    """The stored form; `parse_goods` of it gives an equal value."""
    parts = {name: param.dump(value) for name, param in _PARAMS.items() if (value := getattr(goods, name)) is not None}
    return parts if goods.but_not is None else {**parts, "but_not": dump_goods(goods.but_not)}


def goods_param(label: Words, *, default: Any = EVERYTHING, parts: Sequence[str] = ()) -> Any:
    """The parameter of a condition or an effect; all goods unless it says which. `parts` of goods may be named, all
    where it is empty; they are the parameter's options."""
    known = {name: param for name, param in _PARAMS.items() if not parts or name in parts}
    properties: dict[str, object] = {name: dict(param.schema) for name, param in known.items()}
    schema = {
        "type": "object",
        "properties": properties | {"but_not": {"type": "object", "properties": properties}},
        "additionalProperties": False,
    }
    param = Param(
        label=label,
        widget="goods",
        parse=partial(parse_goods, parts=parts),
        dump=dump_goods,
        words=lambda goods: goods.words(),
        schema=schema,
        options=tuple((name, known[name].label) for name in parts),
    )
    return params.declare(param, default)


def _has_attribute(wanted: tuple[str, ...], line: CartLine, goods: LineGoods) -> bool:
    has = {f"{name}={value}" for name, value in (line.attributes | goods.attributes).items()}
    return not has.isdisjoint(wanted)


def _is_relative(kind: str, line: CartLine, goods: LineGoods, known: Known) -> bool:
    match kind:
        case "never_bought":
            return BOUGHT_SKUS in known and line.sku not in known[BOUGHT_SKUS]
        case "new_category":
            return BOUGHT_CATEGORIES in known and goods.category not in known[BOUGHT_CATEGORIES]
        case "favourite_category":
            return bool(goods.category) and goods.category == known.get(FAVOURITE_CATEGORY)
        case "favourite_brand":
            return bool(goods.brand) and goods.brand == known.get(FAVOURITE_BRAND)
    return line.sku in known.get(USUAL_SKUS, ())
