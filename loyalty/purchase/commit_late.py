"""Takes receipts that were sold without us: a till that was offline sends them later, and they only earn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import transaction

from loyalty.purchase.cart import Burn, Cart
from loyalty.purchase.commit import commit
from loyalty.purchase.models import Order
from loyalty.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class LateOrder:
    external_id: str
    cart: Cart
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class LateResult:
    """`status` is "created", "already" or "refused"; a refused one carries its Refusal."""

    external_id: str
    status: str
    refusal: Refusal | None = None


def commit_late(
    *, shop_id: int, integration_id: int | None, orders: Sequence[LateOrder], at: datetime
) -> tuple[LateResult, ...]:
    """Commit each receipt as completed, by itself: a refused one leaves the others alone. Points asked to be burnt are
    not: the money was taken already. Points are given now, history and conditions go by `occurred_at`."""
    results = []
    for late in orders:
        cart = msgspec.structs.replace(late.cart, burn=Burn())
        try:
            with transaction.atomic():
                view = commit(
                    shop_id=shop_id, integration_id=integration_id, external_id=late.external_id,
                    state=Order.State.COMPLETED, cart=cart, at=at, occurred_at=late.occurred_at,
                    source=Order.Source.LATE,
                )  # fmt: skip
        except Refusal as refusal:
            results.append(LateResult(external_id=late.external_id, status="refused", refusal=refusal))
        else:
            status = "already" if view.already else "created"
            results.append(LateResult(external_id=late.external_id, status=status))
    return tuple(results)
