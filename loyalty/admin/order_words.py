"""Orders as rows of a table."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from loyalty import words
from loyalty.admin.kit import pill
from loyalty.purchase.models import Order

HEAVY = ("cart", "facts", "decision", "trace", "cart_hash")  # what a list must not read
_TONES = {
    Order.State.PENDING: "info",
    Order.State.PLACED: "info",
    Order.State.COMPLETED: "good",
    Order.State.CANCELLED: "",
}


@dataclass(frozen=True)
class OrderRow:
    """An order in a list, amounts in words."""

    id: int
    number: str
    at: datetime
    shop: str
    state: SafeString
    goods: str
    with_points: str
    to_pay: str
    returned: str


def order_row(order: Order) -> OrderRow:
    """The row of an order read with its shop."""
    return OrderRow(
        id=order.pk,
        number=order.external_id,
        at=order.occurred_at,
        shop=order.shop.name,
        state=order_state(order),
        goods=words.roubles(order.base_kopecks, exact=True),
        with_points=some(order.points_paid_kopecks),
        to_pay=words.roubles(order.to_pay_kopecks, exact=True),
        returned=some(order.refunded_kopecks),
    )


def order_state(order: Order) -> SafeString:
    """The order's state as a coloured word."""
    return pill(order.get_state_display(), _TONES[Order.State(order.state)])


def some(kopecks: int) -> str:
    """Roubles with kopecks; a dash for nothing."""
    return words.roubles(kopecks, exact=True) if kopecks else "—"
