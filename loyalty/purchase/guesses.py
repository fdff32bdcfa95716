"""Who tries codes with a cart, and how many wrong ones they may."""

from datetime import datetime

from loyalty.limits.count import TooManyAttempts, count
from loyalty.limits.limit import WRONG_CODES, WRONG_CODES_OF_SHOP, Limit
from loyalty.purchase.cart import Cart
from loyalty.purchase.decision import CouponDecision, Decision

TERMINAL = "terminal"  # the cart's attribute that names the till


def guesser_of(*, cart: Cart, shop: str) -> tuple[Limit, str]:
    """The limit that holds for a cart's codes, and whom they are counted for: the member, else the till, else all the
    guests of the shop together."""
    if cart.member_id is not None:
        return WRONG_CODES, f"member:{cart.member_id}"
    if terminal := cart.attributes.get(TERMINAL):
        return WRONG_CODES, f"terminal:{shop}:{terminal}"
    return WRONG_CODES_OF_SHOP, f"shop:{shop}"


def count_guesses(*, cart: Cart, shop: str, decision: Decision, at: datetime) -> bool:
    """Count the wrong codes of a decision before it is told to anybody; False when there were too many: then it must
    not be told. One query for each wrong code, none when there is none."""
    limit, who = guesser_of(cart=cart, shop=shop)
    wrong = sum(code.status == CouponDecision.NOT_VALID for code in decision.coupons)
    try:
        for _each in range(wrong):
            count(limit=limit, who=who, at=at)
    except TooManyAttempts:
        return False
    return True
