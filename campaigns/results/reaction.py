"""The reaction to orders that campaigns had a part in."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from campaigns.results.count_event import count_event
from campaigns.results.moves import REACTION
from loyalty.events.kinds import ORDER_COMPLETED, ORDER_OVER_BUDGET, ORDER_RETURNED
from loyalty.events.react import Happened, Reaction, reactions


def _react(*, event: Happened, at: datetime) -> None:
    payload = event.payload
    over = payload["campaigns"] if event.kind == ORDER_OVER_BUDGET else ()
    returned = payload["return"] if event.kind == ORDER_RETURNED else None
    assert isinstance(over, list | tuple)
    count_event(
        order_id=int(str(payload["order"])), returned=None if returned is None else str(returned), over=tuple(over)
    )


def _concerns(payload: Mapping[str, object]) -> bool:
    """Orders that campaigns had a part in (`offered`), and the campaigns that went over a budget."""
    return bool(payload.get("offered") or payload.get("campaigns"))


reactions.add(
    REACTION,
    Reaction(
        title=_("what campaigns have come to"),
        kinds=frozenset({ORDER_COMPLETED, ORDER_RETURNED, ORDER_OVER_BUDGET}),
        react=_react,
        concerns=_concerns,
    ),
)
