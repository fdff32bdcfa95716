"""Frees a frozen account."""

from datetime import datetime

from django.db import transaction

from loyalty.audit.acts import UNFROZEN
from loyalty.audit.record import record as audit
from loyalty.events.kinds import ACCOUNT_UNFROZEN
from loyalty.ledger.cause import Principal
from loyalty.ledger.freezes import lock_freezable, remember
from loyalty.ledger.models import Account, Freeze


def unfreeze(*, account_id: int, principal: Principal, reason: str, at: datetime) -> bool:
    """Points can be spent again; what fell due meanwhile happens with the next movement or the next night.

    False when it was not frozen; NoSuchAccount. Seven queries.
    """
    with transaction.atomic():
        account = lock_freezable(account_id=account_id)
        if account.frozen_at is None:
            return False
        line = Freeze.objects.create(
            account=account, frozen=False, reason=reason, principal=principal.kind, principal_id=principal.id, at=at
        )
        Account.objects.filter(pk=account_id).update(frozen_at=None)
        remember(kind=ACCOUNT_UNFROZEN, account=account, line=line)
        audit(act=UNFROZEN, object_kind="account", object_id=account_id, by=principal, reason=reason)
    return True
