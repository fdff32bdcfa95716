"""Reads everything a decision needs, once. Nothing after it touches the database until the answer is written."""

from datetime import datetime

from loyalty.ledger.book import Book
from loyalty.ledger.books import read_books
from loyalty.ledger.owner import Owner
from loyalty.members.models import Member
from loyalty.money import BONUS
from loyalty.purchase.cart import Cart, CartLine
from loyalty.purchase.facts import Facts, LineGoods
from loyalty.rows import all_rows, array

# One row at least: the member's state and the unit, beside each product the catalogue knows.
_FACTS = """
select coalesce(m.state, ''), u.step_kopecks, u.scale, p.sku, coalesce(c.code, ''), p.brand, p.cost_kopecks,
  p.min_price_kopecks, p.is_weighed, p.is_certificate
from loyalty_unit u left join loyalty_member m on m.id = %s
left join loyalty_product p on p.sku = any(%s::text[]) left join loyalty_category c on c.id = p.category_id
where u.code = %s
"""


def read_facts(*, cart: Cart, at: datetime, book: Book | None = None) -> Facts:
    """The facts for a cart: catalogue, member and unit in one query, the balance in another unless `book` is locked.

    A guest has no balance. A blocked member earns and burns nothing.
    """
    rows = all_rows(_FACTS, [cart.member_id, array({line.sku for line in cart.lines}), BONUS])
    state, step_kopecks, scale = rows[0][:3]
    known = {row[3]: _as_catalogued(*row[4:]) for row in rows}
    active = state == Member.State.ACTIVE
    available, frozen = 0, False
    if active and cart.member_id is not None:
        if book is None:
            owner = Owner.member(cart.member_id)
            book = read_books([(owner, BONUS)], at=at)[owner, BONUS]
        available, frozen = book.available(book.instant(at)), book.frozen
    return Facts(
        goods=tuple(known.get(line.sku) or _as_described(line) for line in cart.lines),
        can_burn=active,
        can_earn=active,
        frozen=frozen,
        available=available,
        step_kopecks=step_kopecks or 0,
        scale=scale,
    )


def _as_catalogued(
    category: str, brand: str, cost: int | None, least: int | None, weighed: bool, certificate: bool
) -> LineGoods:
    return LineGoods(
        category=category,
        brand=brand,
        cost_kopecks=cost,
        min_price_kopecks=least,
        is_weighed=weighed,
        is_certificate=certificate,
    )


def _as_described(line: CartLine) -> LineGoods:
    """The catalogue wins; the cart's own words describe what it does not know."""
    return LineGoods(category=line.category, brand=line.brand)
