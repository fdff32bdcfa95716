"""Proofs of the books, as they were kept: the last, an older one, all of the last 400 days, and nights in a row."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from loyalty.events.kinds import BOOKS_PROVED
from loyalty.events.models import Event

KEPT = timedelta(days=400)  # what people can look back at; the events themselves stay for ever
_MOST = 2_000  # proofs that are read at once: one a night, and some by hand


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
    id: int
    at: datetime
    ok: bool
    queries: tuple[KeptQuery, ...]

    @property
    def violations(self) -> int:
        return sum(query.violations for query in self.queries)

    @property
    def rows(self) -> int:
        return sum(query.rows for query in self.queries)

    @property
    def ms(self) -> int:
        return sum(query.ms for query in self.queries)


def last_proof() -> KeptProof | None:
    """The newest kept proof; None when the books were never checked. One query."""
    event = _proofs().first()
    return None if event is None else _kept(event)


def proof_kept_as(*, proof_id: int) -> KeptProof | None:
    """The proof of this number; None when there is none. One query."""
    event = _proofs().filter(pk=proof_id).first()
    return None if event is None else _kept(event)


def proofs_since(*, at: datetime) -> tuple[KeptProof, ...]:
    """Every proof since then, newest first. One query."""
    return tuple(_kept(event) for event in _proofs().filter(at__gte=at)[:_MOST])


def nights_in_a_row(*, zone: ZoneInfo) -> int:
    """Local days on end, back from the last proof, that each had a proof and none that failed. One query."""
    held: dict[date, bool] = {}
    for at, ok in _proofs().values_list("at", "payload__ok")[:_MOST]:
        day = at.astimezone(zone).date()
        held[day] = held.get(day, True) and ok
    nights = 0
    last = max(held, default=date.max)
    while held.get(last - timedelta(days=nights)):
        nights += 1
    return nights


def _proofs() -> QuerySet[Event]:
    return Event.objects.filter(kind=BOOKS_PROVED).order_by("-id")


def _kept(event: Event) -> KeptProof:
    queries = tuple(KeptQuery(**{**query, "ids": tuple(query["ids"])}) for query in event.payload["queries"])
    return KeptProof(id=event.pk, at=event.at, ok=event.payload["ok"], queries=queries)
