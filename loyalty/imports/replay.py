"""Sends past receipts through the real verbs, each at its own time, with the nights between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32
from zoneinfo import ZoneInfo

from loyalty.imports.as_sold import AsSold, cart_of
from loyalty.imports.lookups import Lookups
from loyalty.imports.models import ImportRun
from loyalty.imports.receipt import Receipt, Rejected, refuse
from loyalty.imports.report import Counts
from loyalty.ledger.night import run_night
from loyalty.program.validity import midnight
from loyalty.purchase import offers
from loyalty.purchase.cart import Burn
from loyalty.purchase.commit import commit
from loyalty.purchase.models import Order
from loyalty.refusals import Refusal


@dataclass(frozen=True)
class BurnPolicy:
    """When members pay with points: the most allowed on one receipt in `every`; 1 is always, 0 is never."""

    every: int

    def of(self, receipt: Receipt) -> Burn:
        """Chosen by the receipt's number, so that a repeated receipt asks for the same."""
        burns = receipt.member is not None and self.every and crc32(receipt.external_id.encode()) % self.every == 0
        return Burn(mode="max") if burns else Burn()


NO_BURN = BurnPolicy(every=0)


def replay(
    *,
    receipts: Sequence[Receipt],
    run: ImportRun,
    lookups: Lookups,
    policy: BurnPolicy,
    zone: ZoneInfo,
    counts: Counts,
) -> list[Rejected]:
    """Commit each receipt at its own instant and return those refused; `run.reached_at` moves along.

    Before the first receipt of a local day the night is run: points activate and expire as they would have.
    Receipts must come in the order of time.
    """
    lookups.learn(receipts)
    rejected: list[Rejected] = []
    with offers.standing_in(AsSold()):
        for receipt in receipts:
            if run.reached_at is not None and receipt.occurred_at < run.reached_at:
                rejected.append(refuse(receipt, "not_in_time_order: occurred_at"))
                continue
            _pass_nights(run, receipt.occurred_at, zone)
            reason = _commit(receipt, lookups, policy, counts)
            if reason is not None:
                rejected.append(refuse(receipt, reason))
    return rejected


def _pass_nights(run: ImportRun, at: datetime, zone: ZoneInfo) -> None:
    """One call does for several nights: within an account every event keeps its own instant and order."""
    day = at.astimezone(zone).date()
    if run.reached_at is not None and run.reached_at.astimezone(zone).date() < day:
        run_night(at=midnight(day, zone))
    run.reached_at = at


def _commit(receipt: Receipt, lookups: Lookups, policy: BurnPolicy, counts: Counts) -> str | None:
    shop_id = lookups.shop(receipt)
    if shop_id is None:
        return "unknown_shop: shop"
    member_id = lookups.member(receipt.member) if receipt.member else None
    if receipt.member and member_id is None:
        return "unknown_member: member"
    cart = cart_of(receipt, member_id=member_id, burn=policy.of(receipt), lookups=lookups)
    try:
        order = commit(
            shop_id=shop_id,
            integration_id=None,
            external_id=receipt.external_id,
            state=Order.State.COMPLETED,
            cart=cart,
            at=receipt.occurred_at,
            source=Order.Source.REPLAY,
        )
    except Refusal as refusal:
        return refusal.code
    if order.already:
        counts.repeated(receipt)
        return None
    counts.loaded(receipt, order.decision)
    return None
