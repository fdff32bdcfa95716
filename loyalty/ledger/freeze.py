"""Freezes an account: nothing is spent from it until somebody frees it."""

from datetime import datetime

from django.db import transaction

from loyalty.audit.acts import FROZEN
from loyalty.audit.record import record as audit
from loyalty.events.kinds import ACCOUNT_FROZEN
from loyalty.ledger.cause import Principal
from loyalty.ledger.freezes import lock_freezable, remember
from loyalty.ledger.models import Account, Freeze


def freeze(*, account_id: int, principal: Principal, reason: str, at: datetime, law: str = "") -> bool:
    """Nothing is burnt or held from here on and time does nothing to its lots; what is earned comes and waits.

    `law` names what the account broke, where that is the reason. False when it was frozen already; NoSuchAccount. Seven
    queries.
    """
    with transaction.atomic():
        account = lock_freezable(account_id=account_id)
        if account.frozen_at is not None:
            return False
        line = Freeze.objects.create(
            account=account, frozen=True, law=law, reason=reason, principal=principal.kind, principal_id=principal.id,
            at=at,
        )  # fmt: skip
        Account.objects.filter(pk=account_id).update(frozen_at=at)
        remember(kind=ACCOUNT_FROZEN, account=account, line=line)
        audit(act=FROZEN, object_kind="account", object_id=account_id, by=principal, reason=reason)
    return True
