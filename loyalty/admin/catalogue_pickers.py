"""Searching for goods: products by the beginnings of their words, categories, brands, collections."""

import re
from collections.abc import Sequence

from django.db.models import Q

from loyalty.admin.pickers import PICKERS, Choice, Picker
from loyalty.catalogue.models import Category, Collection
from loyalty.rows import all_rows, array
from loyalty.staff.models import User

_WORDS = re.compile(r"\w+")
_LOOKED_AT = 300  # of products that match; the best of more than that are not looked for
# Two indexes, one for codes and one for words (see product_words); a word finds what begins with it.
_PRODUCTS = """
select sku, name, brand from (
  (select p.sku, p.name, p.brand from loyalty_product p where p.sku like %(code)s order by p.sku limit %(most)s)
  union
  (select p.sku, p.name, p.brand from loyalty_product p
   where %(words)s <> '' and to_tsvector('simple'::regconfig, coalesce(p.name, '') || ' ' || coalesce(p.brand, ''))
       @@ to_tsquery('simple', %(words)s)
   limit %(looked_at)s)
) found order by (sku = %(exact)s) desc, lower(name), sku limit %(most)s
"""
_FIRST_PRODUCTS = "select sku, name, brand from loyalty_product order by sku limit %(most)s"
_NAMED = "select sku, name, brand from loyalty_product where sku = any(%(codes)s::text[])"
# Brands are a column of products: each is found from the one before it by the index, and then looked at.
_BRANDS = """
with recursive known as (
  (select brand from loyalty_product where brand > '' order by brand limit 1)
  union all
  select (select p.brand from loyalty_product p where p.brand > known.brand order by p.brand limit 1)
  from known where known.brand is not null
)
select brand from known where brand is not null and lower(brand) like %(holds)s
order by (lower(brand) like %(starts)s) desc, lower(brand) limit %(most)s
"""


def _like(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def products(term: str, user: User, most: int) -> list[Choice]:
    """By the beginning of the code or of words of the name and the brand. One query."""
    if not term:
        return _as_products(all_rows(_FIRST_PRODUCTS, {"most": most}))
    words = " & ".join(f"{word}:*" for word in _WORDS.findall(term.lower()))
    given = {"code": f"{_like(term)}%", "exact": term, "words": words, "looked_at": _LOOKED_AT, "most": most}
    return _as_products(all_rows(_PRODUCTS, given))


def _as_products(rows: Sequence[Sequence[str]]) -> list[Choice]:
    return [Choice(sku, name, " · ".join(one for one in (sku, brand) if one)) for sku, name, brand in rows]


def _named_products(codes: Sequence[str], user: User) -> list[Choice]:
    return _as_products(all_rows(_NAMED, {"codes": array(codes)}))


def _categories(term: str, user: User, most: int) -> list[Choice]:
    asked = Q(name__icontains=term) | Q(code__icontains=term) if term else Q()
    return _as_categories(Category.objects.filter(asked).order_by("name", "code")[:most])


def _named_categories(codes: Sequence[str], user: User) -> list[Choice]:
    return _as_categories(Category.objects.filter(code__in=codes))


def _as_categories(rows: object) -> list[Choice]:
    """With the names of those above: «Сыр» tells little where there are two."""
    found: list[Category] = list(rows)  # type: ignore[call-overload]
    above = {code for row in found for code in row.path[:-1]}
    names = dict(Category.objects.filter(code__in=above).values_list("code", "name")) if above else {}
    return [Choice(row.code, row.name, " / ".join(names.get(code, code) for code in row.path[:-1])) for row in found]


def _brands(term: str, user: User, most: int) -> list[Choice]:
    typed = _like(term.lower())
    rows = all_rows(_BRANDS, {"holds": f"%{typed}%", "starts": f"{typed}%", "most": most})
    return [Choice(brand, brand) for (brand,) in rows]


def _collections(term: str, user: User, most: int) -> list[Choice]:
    asked = Q(name__icontains=term) | Q(code__icontains=term) if term else Q()
    rows = Collection.objects.filter(asked).order_by("name", "code").values_list("code", "name")
    return [Choice(code, name) for code, name in rows[:most]]


def _named_collections(codes: Sequence[str], user: User) -> list[Choice]:
    return [Choice(*row) for row in Collection.objects.filter(code__in=codes).values_list("code", "name")]


_MAY = "loyalty.view_product"
PICKERS.add("sku", Picker(permission=_MAY, search=products, named=_named_products, free=True))
PICKERS.add("category", Picker(permission=_MAY, search=_categories, named=_named_categories, free=True))
PICKERS.add(
    "brand",
    Picker(permission=_MAY, search=_brands, named=lambda codes, user: [Choice(c, c) for c in codes], free=True),
)
PICKERS.add("collection", Picker(permission=_MAY, search=_collections, named=_named_collections))
