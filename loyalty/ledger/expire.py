"""Takes points whose time is over."""

from datetime import datetime

from loyalty.ledger.settle_accounts import Settled, settle_accounts

_DUE = "select account_id from loyalty_lot where remaining > 0 and held = 0 and expires_at <= %s"


def expire(*, at: datetime) -> Settled:
    """Expire every lot due at `at`, each dated by its own midnight. Expired points cannot be spent before it runs."""
    return settle_accounts(due_query=_DUE, at=at)
