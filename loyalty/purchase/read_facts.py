"""Reads everything a decision needs, once. Nothing after it touches the database until the answer is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from loyalty.certificates.account import Standing, key_of
from loyalty.ledger.book import Book
from loyalty.ledger.books import Key, read_books
from loyalty.ledger.owner import Owner
from loyalty.members.models import Member
from loyalty.money import BONUS
from loyalty.program.current import COLUMNS, programme_of
from loyalty.program.settings import Programme
from loyalty.purchase import offers
from loyalty.purchase.cart import Cart, CartLine
from loyalty.purchase.facts import CertificateFacts, Facts, LineGoods, ShopFacts
from loyalty.rows import all_rows, array

# One row at least: programme, shop, the member's state and the unit, beside each product the catalogue knows.
_FACTS = """
select {columns},
  s.code, coalesce(sg.name, ''), s.timezone, coalesce(m.state, ''), u.step_kopecks, u.scale,
  p.sku, coalesce(c.code, ''), coalesce(c.path, array[]::text[]), p.brand, p.cost_kopecks, p.min_price_kopecks,
  p.is_weighed, p.is_certificate, p.attributes::text, array(
    select l.code from loyalty_collection_products lp join loyalty_collection l on l.id = lp.collection_id
    where lp.product_id = p.id order by l.code), coalesce(t.tier, ''){certificates}
from loyalty_program g join loyalty_shop s on s.id = %s left join loyalty_shopgroup sg on sg.id = s.group_id
join loyalty_unit u on u.code = %s left join loyalty_member m on m.id = %s
left join loyalty_membertier t on t.member_id = m.id
left join loyalty_product p on p.sku = any(%s::text[]) left join loyalty_category c on c.id = p.category_id
where g.id = 1
"""
_COLUMNS = ", ".join(f"g.{column.strip()}" for column in COLUMNS.split(","))
_CERTIFICATES = """, (
    select json_agg(json_build_array(e.id, e.tail, e.state = 'active' and e.valid_until > %s))
    from loyalty_certificate e where e.id = any(%s::bigint[]))"""
_PLAIN = _FACTS.format(columns=_COLUMNS, certificates="")
_WITH_CERTIFICATES = _FACTS.format(columns=_COLUMNS, certificates=_CERTIFICATES)  # in the same statement


@dataclass(frozen=True, kw_only=True)
class Read:
    """The programme in force, and the facts read under it."""

    programme: Programme
    facts: Facts


def read_facts(
    *,
    shop_id: int,
    cart: Cart,
    at: datetime,
    sold_at: datetime | None = None,
    book: Book | None = None,
    certificates: Mapping[int, Standing] | None = None,
) -> Read:
    """The programme and the facts of a cart in this shop: programme, shop, catalogue, member and unit in one query, the
    balance and those of certificates in another unless `book` and `certificates` are locked, what campaigns need in a
    third if there are any.

    A guest has no balance. A blocked member earns and burns nothing. Campaigns are asked about `sold_at`.
    """
    looks = bool(cart.certificates) and certificates is None
    params: list[Any] = [at, array(one.id for one in cart.certificates)] if looks else []
    params += [shop_id, BONUS, cart.member_id, array({line.sku for line in cart.lines})]
    rows = all_rows(_WITH_CERTIFICATES if looks else _PLAIN, params)
    programme = programme_of(rows[0][:5])
    shop = ShopFacts(code=rows[0][5], group=rows[0][6], timezone=rows[0][7])
    state, step_kopecks, scale = rows[0][8:11]
    catalogued = {row[11]: _as_catalogued(row) for row in rows}
    active = state == Member.State.ACTIVE
    mine: list[Key] = [(Owner.member(cart.member_id), BONUS)] if active and cart.member_id is not None else []
    wanted = (mine if book is None else []) + ([key_of(one.id) for one in cart.certificates] if looks else [])
    books = read_books(wanted, at=at) if wanted else {}
    if mine and book is None:
        book = books[mine[0]]
    available, frozen = (book.available(book.instant(at)), book.frozen) if mine and book else (0, False)
    if looks:
        certificates = _standings(rows[0][22] or (), books, at)
    goods = tuple(catalogued.get(line.sku) or _as_described(line) for line in cart.lines)
    facts = Facts(
        goods=goods,
        can_burn=active,
        can_earn=active,
        frozen=frozen,
        available=available,
        tier=rows[0][21],
        step_kopecks=step_kopecks or 0,
        scale=scale,
        shop=shop,
        certificates=_certificates(cart, certificates or {}),
        known=offers.current().read(cart=cart, goods=goods, shop=shop, programme=programme, at=sold_at or at),
    )
    return Read(programme=programme, facts=facts)


def _standings(found: Sequence[Any], books: Mapping[Key, Book], at: datetime) -> dict[int, Standing]:
    told = {}
    for certificate_id, tail, active in found:
        book = books[key_of(certificate_id)]
        usable = bool(active) and not book.frozen
        free = book.available(book.instant(at)) if usable else 0
        told[certificate_id] = Standing(id=certificate_id, tail=tail, usable=usable, available_kopecks=free)
    return told


def _certificates(cart: Cart, found: Mapping[int, Standing]) -> tuple[CertificateFacts, ...]:
    return tuple(
        CertificateFacts(
            id=one.id, tail=found[one.id].tail, usable=found[one.id].usable,
            available_kopecks=found[one.id].available_kopecks,
        )
        for one in cart.certificates
    )  # fmt: skip


def _as_catalogued(row: Sequence[Any]) -> LineGoods:
    category, path, brand, cost, least, weighed, certificate, attributes, collections = row[12:21]
    return LineGoods(
        category=category,
        category_path=tuple(path),
        collections=tuple(collections),
        attributes={name: str(value) for name, value in msgspec.json.decode(attributes or "{}").items()},
        brand=brand or "",
        cost_kopecks=cost,
        min_price_kopecks=least,
        is_weighed=bool(weighed),
        is_certificate=bool(certificate),
    )


def _as_described(line: CartLine) -> LineGoods:
    """The catalogue wins; the cart's own words describe what it does not know."""
    path = (line.category,) if line.category else ()
    return LineGoods(category=line.category, category_path=path, brand=line.brand)
