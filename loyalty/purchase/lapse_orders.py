"""Cancels placed orders that nobody completed in the shop's days."""

import logging
from datetime import datetime

from django.db import IntegrityError

from loyalty.events.kinds import ORDER_LAPSED
from loyalty.purchase.cancel import cancel
from loyalty.purchase.lock_order import OrderCompleted
from loyalty.purchase.models import Order

logger = logging.getLogger(__name__)


def lapse_orders(*, at: datetime) -> int:
    """Cancel every placed order whose time is over at `at`, each in a transaction of its own; returns how many.

    One whose points do not add up is left for people and stops nobody: the proof names and freezes its account.
    Pending orders are left alone: their goods are being paid for at a till, and only it knows how that ended.
    """
    due = Order.objects.filter(state=Order.State.PLACED, reserved_until__lte=at).order_by("reserved_until", "pk")
    lapsed = 0
    for order_id, shop_id, external_id in due.values_list("pk", "shop_id", "external_id").iterator(chunk_size=500):
        try:
            view = cancel(shop_id=shop_id, external_id=external_id, integration_id=None, at=at, event=ORDER_LAPSED)
        except OrderCompleted:  # completed between our look and our lock
            continue
        except IntegrityError:
            logger.error("order %s not lapsed", order_id)
            continue
        lapsed += not view.already
    return lapsed
