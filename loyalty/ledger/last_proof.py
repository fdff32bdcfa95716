"""The last proof of the books, as it was kept."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.events.kinds import BOOKS_PROVED
from loyalty.events.models import Event


@dataclass(frozen=True, kw_only=True)
class KeptQuery:
    """One proof query: rows it checked, rows that break the law, up to 20 of their ids, and how long it took."""

    code: str
    rows: int
    violations: int
    ids: tuple[int, ...]
    ms: int


@dataclass(frozen=True, kw_only=True)
class KeptProof:
    at: datetime
    ok: bool
    queries: tuple[KeptQuery, ...]

    @property
    def violations(self) -> int:
        return sum(query.violations for query in self.queries)

    @property
    def rows(self) -> int:
        return sum(query.rows for query in self.queries)


def last_proof() -> KeptProof | None:
    """The newest kept proof; None when the books were never checked. One query."""
    event = Event.objects.filter(kind=BOOKS_PROVED).order_by("-id").first()
    if event is None:
        return None
    queries = tuple(KeptQuery(**{**query, "ids": tuple(query["ids"])}) for query in event.payload["queries"])
    return KeptProof(at=event.at, ok=event.payload["ok"], queries=queries)
