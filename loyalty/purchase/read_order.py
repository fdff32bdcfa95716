"""Reads one order of a shop as it stands now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from loyalty.purchase.models import Order, OrderLine
from loyalty.purchase.order_view import OrderNotFound, OrderView, view_of, with_lots


@dataclass(frozen=True, kw_only=True)
class StoredOrder:
    """The order and, by line_id, what the goods are called and how many thousandths of each line came back."""

    order: OrderView
    goods: Mapping[str, str]
    returned_milli: Mapping[str, int]


def read_order(*, shop_id: int, external_id: str) -> StoredOrder:
    """The shop's order; OrderNotFound when it has none, whoever else may have it. Three queries."""
    order = Order.objects.filter(shop_id=shop_id, external_id=external_id).first()
    if order is None:
        raise OrderNotFound()
    lines = OrderLine.objects.filter(order=order).order_by("position").values_list("line_id", "name", "returned_milli")
    return StoredOrder(
        order=with_lots(view_of(order)),
        goods={line_id: name for line_id, name, _milli in lines},
        returned_milli={line_id: milli for line_id, _name, milli in lines},
    )


def numbers_of(*, order_ids: Iterable[int], shop_id: int) -> Mapping[int, str]:
    """The shop's own numbers of those of the orders that are its own. One query, none for no ids."""
    mine = Order.objects.filter(pk__in=set(order_ids), shop_id=shop_id)
    return dict(mine.values_list("pk", "external_id"))
