"""Keeps the result of a proof, so that staff see it until the next one."""

from loyalty.events.kinds import BOOKS_PROVED
from loyalty.events.record import record
from loyalty.ledger.prove import Report


def keep_proof(*, report: Report) -> None:
    """Record the report as an event of the programme; `last_proof` reads it back."""
    queries = [
        {"code": query.code, "rows": query.rows, "violations": query.violations, "ids": query.shown, "ms": query.ms}
        for query in report.queries
    ]
    record(kind=BOOKS_PROVED, at=report.at, payload={"ok": report.ok, "queries": queries})
