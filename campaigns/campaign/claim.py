"""Takes what an order uses of budgets and limits: all of it or nothing, hottest last."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from campaigns.campaign.claim_shard import claim_shard
from campaigns.campaign.counting import CLAIM
from campaigns.campaign.uses import Use
from loyalty.purchase.offers import OfferGone
from loyalty.rows import array, one_row


def claim(*, uses: Sequence[Use], order_id: int, at: datetime, must: bool = False) -> tuple[str, ...]:
    """Count what an order uses. Raises OfferGone when any of it does not fit: the caller's savepoint undoes the rest.

    With `must` nothing is refused: the sale has happened, what is over a cap is kept as such, and the codes of the
    campaigns that are over are returned. One query for all budgets that are not split, three for each that is (nine
    when it has to be shared out again); none when nothing that applied has a budget.
    """
    over: list[str] = []
    for is_split, several in groupby(uses, key=lambda use: use.shards > 1):
        together = list(several)
        if not is_split:
            together = _claim_together(together, order_id, at, must, over)
        for use in together:
            if claim_shard(use=use, order_id=order_id, at=at, must=must):
                over.append(use.campaign)
    return tuple(sorted(set(over)))


def _claim_together(uses: list[Use], order_id: int, at: datetime, must: bool, over: list[str]) -> list[Use]:
    """Count these; returned are those of budgets that another version has split. Those rows are locked out of order, in
    the minutes after such a publication only: a deadlock, should it come to one, is tried again by the door."""
    columns: dict[str, Any] = {
        "campaign": array(use.campaign for use in uses), "version": array(use.version for use in uses),
        "budget": array(use.budget for use in uses), "scope": array(use.scope_key for use in uses),
        "period": array(use.period_key for use in uses), "amount": array(use.amount for use in uses),
        "cap": array(use.cap for use in uses),
    }  # fmt: skip
    row = one_row(CLAIM, {**columns, "order": order_id, "at": at, "must": must})
    assert row is not None
    split, gone, beyond = row
    if gone:
        raise OfferGone()
    over += beyond
    return [uses[place - 1] for place in split]
