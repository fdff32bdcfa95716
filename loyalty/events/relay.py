"""Delivers due events to their reactions, each once and in a transaction of its own."""

import logging
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from loyalty.events.claims import Claimed, claim_due, lock_claimed
from loyalty.events.models import Delivery, Event
from loyalty.events.react import Happened, reactions

logger = logging.getLogger(__name__)

# How long to wait after the first, second … failure; after the last one the delivery is parked for people to look at.
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
ATTEMPTS = len(PAUSES) + 1


@dataclass(frozen=True, kw_only=True)
class Relayed:
    """What one batch came to; `claimed` 0 says that nothing is due (or others have it)."""

    claimed: int
    done: int
    failed: int


def relay(*, at: datetime) -> Relayed:
    """Claim a batch and run it. Call outside any transaction, and again until nothing is claimed.

    Many relays at once share the work. Each delivery's reaction runs in one transaction that also marks it done; an
    exception undoes the reaction, and the delivery waits for its next attempt or is parked. A delivery of a relay that
    died is claimed again two minutes later. Three queries a delivery besides the reaction's, one a batch.
    """
    claimed = claim_due(at=at)
    done = failed = 0
    for each in claimed:
        try:
            done += _deliver(each, at)
        except Exception as error:
            failed += 1
            _note_failure(each, type(error).__name__, at)
    return Relayed(claimed=len(claimed), done=done, failed=failed)


def _deliver(claimed: Claimed, at: datetime) -> bool:
    """Whether the reaction has run; False when the claim was lost before it could begin."""
    if claimed.attempt > ATTEMPTS:  # only claims that nobody lived to answer for get here
        _note_failure(claimed, "WorkerLost", at)
        return False
    with transaction.atomic(durable=True):
        # Held until the end: while we run, others skip the row however long ago our lease passed.
        locked = lock_claimed(claimed=claimed)
        if locked is None:
            return False
        event_id, reaction = locked
        event = Event.objects.get(pk=event_id)
        reactions[reaction].react(event=_as_seen(event), at=at)
        Delivery.objects.filter(pk=claimed.id, fence=claimed.fence).update(
            state=Delivery.State.DONE, ended_at=at, lease_until=None
        )
    return True


def _note_failure(claimed: Claimed, error_class: str, at: datetime) -> None:
    """The class alone: an exception's words may hold a person's contacts."""
    mine = Delivery.objects.filter(pk=claimed.id, fence=claimed.fence, state=Delivery.State.DUE)
    if claimed.attempt >= ATTEMPTS:
        mine.update(state=Delivery.State.PARKED, ended_at=at, lease_until=None, error_class=error_class)
        logger.error("delivery parked", extra={"delivery": claimed.id, "error_class": error_class})
        return
    mine.update(next_at=at + _pause(claimed.attempt), lease_until=None, error_class=error_class)
    logger.warning("delivery failed", extra={"delivery": claimed.id, "error_class": error_class})


def _pause(attempt: int) -> timedelta:
    """Up to a tenth longer than the schedule, so that what failed together does not come back together."""
    pause = PAUSES[attempt - 1]
    return pause + timedelta(milliseconds=random.randint(0, pause // timedelta(milliseconds=10)))


def _as_seen(event: Event) -> Happened:
    return Happened(
        id=event.pk,
        kind=event.kind,
        member_id=event.member_id,
        shop_id=event.shop_id,
        payload=event.payload,
        at=event.at,
    )
