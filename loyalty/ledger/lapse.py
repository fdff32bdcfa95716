"""Frees points of holds whose time has passed."""

from datetime import datetime

from loyalty.ledger.settle_accounts import Settled, settle_accounts

_DUE = "select account_id from loyalty_hold where state = 'open' and expires_at <= %s"


def lapse(*, at: datetime) -> Settled:
    """End every hold due at `at`. A due hold reserves nothing before it, either: the next movement frees it first."""
    return settle_accounts(due_query=_DUE, at=at)
