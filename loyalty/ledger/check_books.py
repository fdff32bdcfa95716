"""Checks the books and acts on what it finds: the one verb behind the night, the button and the command."""

import logging
from datetime import datetime

from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.freeze import freeze
from loyalty.ledger.keep_proof import keep_proof
from loyalty.ledger.named_accounts import named_accounts
from loyalty.ledger.prove import Report, prove
from loyalty.proofs import proofs

logger = logging.getLogger(__name__)


def check_books(*, at: datetime) -> Report:
    """Prove, keep the result for the staff, and freeze every account a broken law names: a balance that cannot be
    proved is frozen, not guessed.

    Call outside any transaction; each freeze is one of its own.
    """
    report = prove(at=at)
    keep_proof(report=report)
    for query in report.queries:
        if query.violations:
            logger.error("law broken", extra={"code": query.code, "rows": query.violations})
        if not proofs[query.code].freezes:
            continue
        for account_id in named_accounts(of=proofs[query.code].of, ids=query.ids):
            freeze(account_id=account_id, principal=SYSTEM, reason="proof", law=query.code, at=at)
    return report
