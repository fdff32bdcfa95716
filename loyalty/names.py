"""What customers may be told that codes are called: goods, shops, tiers, kinds of points, and how these are written.

Names of segments, analyses and batches are words of the staff to each other, and are not here.
"""

from loyalty.ledger.units import units
from loyalty.rows import all_rows, array
from loyalty.rules.naming import WORDS, Code, Names

# By what the code is of: SQL of (code, name in Russian, name in English).
NAMED = {
    "category": "select code, name, name from loyalty_category",
    "collection": "select code, name, name from loyalty_collection",
    "sku": "select sku, name, name from loyalty_product",
    "shop": "select code, name, name from loyalty_shop",
    "tier": """select tier ->> 'code', tier ->> 'name_ru', tier ->> 'name_en'
    from loyalty_program g join loyalty_programversion v on v.number = g.version_id
    cross join jsonb_array_elements(v.settings #> '{ladder,tiers}') tier
    where jsonb_typeof(v.settings #> '{ladder,tiers}') = 'array'""",
    "unit": "select code, name_ru, name_en from loyalty_unit",
}


def read_names(asked: frozenset[Code]) -> Names:
    """Of those that have one. One query, and one where points are written; none for nothing."""
    codes: dict[str, set[str]] = {}
    for what, code in asked:
        codes.setdefault(what, set()).add(code)
    kinds = [what for what in codes if what in NAMED]
    sql = " union all ".join(
        f"select '{what}', n.* from ({NAMED[what]}) n(code, ru, en) where n.code = any(%({what})s::text[])"
        for what in kinds
    )
    rows = all_rows(sql, {what: array(codes[what]) for what in kinds}) if kinds else []
    written = {code: unit.words for code, unit in units().items() if code in codes[WORDS]} if WORDS in codes else {}
    return Names(
        asked=asked,
        ru={(what, code): ru for what, code, ru, _en in rows},
        en={(what, code): en for what, code, _ru, en in rows},
        units=written,
    )
