"""Makes due pending points available."""

from datetime import datetime

from loyalty.ledger.settle_accounts import Settled, settle_accounts

_DUE = "select account_id from loyalty_lot where remaining > 0 and state = 'pending' and available_from <= %s"


def activate(*, at: datetime) -> Settled:
    """Activate every pending lot due at `at`. Correctness never waits for it: due lots count as available anyway."""
    return settle_accounts(due_query=_DUE, at=at)
