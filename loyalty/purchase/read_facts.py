"""Reads everything a decision needs, once. Nothing after it touches the database until the answer is written."""

from datetime import datetime

from django.db import connection

from loyalty.ledger.book import Book
from loyalty.ledger.books import read_books
from loyalty.ledger.owner import Owner
from loyalty.members.models import Member
from loyalty.money import BONUS
from loyalty.purchase.cart import Cart, CartLine
from loyalty.purchase.facts import Facts, LineGoods

_GOODS = """
select p.sku, coalesce(c.code, ''), p.brand, p.cost_kopecks, p.min_price_kopecks, p.is_weighed, p.is_certificate
from loyalty_product p left join loyalty_category c on c.id = p.category_id where p.sku = any(%s)
"""
_MEMBER = """
select coalesce((select state from loyalty_member where id = %s), ''), step_kopecks, scale
from loyalty_unit where code = %s
"""


def read_facts(*, cart: Cart, at: datetime, book: Book | None = None) -> Facts:
    """The facts for a cart: catalogue (one query), member and unit (one), balance (two; none when `book` is locked).

    A guest has no balance. A blocked member earns and burns nothing.
    """
    goods = _goods(cart)
    with connection.cursor() as cursor:
        cursor.execute(_MEMBER, [cart.member_id, BONUS])
        state, step_kopecks, scale = cursor.fetchone()
    active = state == Member.State.ACTIVE
    available = 0
    if active and cart.member_id is not None:
        if book is None:
            owner = Owner.member(cart.member_id)
            book = read_books([(owner, BONUS)], at=at)[owner, BONUS]
        available = book.available(book.instant(at))
    return Facts(
        goods=goods,
        can_burn=active,
        can_earn=active,
        available=available,
        step_kopecks=step_kopecks or 0,
        scale=scale,
    )


def _goods(cart: Cart) -> tuple[LineGoods, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_GOODS, [list({line.sku for line in cart.lines})])
        known = {
            sku: LineGoods(
                category=category, brand=brand, cost_kopecks=cost, min_price_kopecks=least, is_weighed=weighed,
                is_certificate=certificate,
            )
            for sku, category, brand, cost, least, weighed, certificate in cursor.fetchall()
        }  # fmt: skip
    return tuple(known.get(line.sku) or _as_described(line) for line in cart.lines)


def _as_described(line: CartLine) -> LineGoods:
    """The catalogue wins; the cart's own words describe what it does not know."""
    return LineGoods(category=line.category, brand=line.brand)
