"""Segments, put there by the real verbs."""

from datetime import UTC, datetime, timedelta
from typing import Any

from loyalty.events.models import Delivery, Event
from loyalty.events.relay import relay
from loyalty.proofs import proofs
from loyalty.rows import all_rows
from segments.rfm.models import RfmModel
from segments.rfm.save_model import save_model
from segments.segment.models import Membership, MembershipEntry, Segment
from segments.segment.refresh_due import refresh_due
from segments.segment.save_segment import save_segment
from tests.builders import NOON

LATER = datetime(2030, 1, 1, tzinfo=UTC)  # every delivery is due by then, whatever the database's clock


def a_segment(code: str, *conditions: dict[str, Any], at: datetime = NOON, **parts: Any) -> Segment:
    """By a rule that wants all the conditions, or `kind` and `definition` as given; nobody is asked yet."""
    parts = {"kind": "dynamic", "definition": {"all": list(conditions)}, **parts}
    return save_segment(code=code, title_ru=f"Сегмент {code}", title_en=code.capitalize(), author=None, at=at, **parts)


def a_list(code: str) -> Segment:
    return a_segment(code, kind="static", definition=None)


def an_analysis(code: str = "year", *, groups: int = 5) -> RfmModel:
    """RFM over a year, everybody scored."""
    return save_model(
        code=code, title_ru="Год", title_en="Year", days=365, recency="purchase", frequency="orders", monetary="spent",
        groups=groups, scoring="equal", at=NOON, author=None,
    )  # fmt: skip


def filled(code: str, *conditions: dict[str, Any], at: datetime = NOON, **parts: Any) -> Segment:
    """The same, after everybody was asked."""
    segment = a_segment(code, *conditions, at=at, **parts)
    refresh_due(at=at)
    return segment


def inside(code: str) -> set[int]:
    return set(Membership.objects.filter(segment__code=code).values_list("member_id", flat=True))


def told(code: str, member: int | None = None) -> list[tuple[str, int]]:
    """The events of a segment: what happened, and to whom."""
    events = Event.objects.filter(kind__startswith="segment.", payload__segment=code).order_by("pk")
    events = events if member is None else events.filter(member=member)
    return [(kind.removeprefix("segment."), one) for kind, one in events.values_list("kind", "member_id")]


def history(code: str, member: int) -> list[bool]:
    entries = MembershipEntry.objects.filter(segment__code=code, member=member).order_by("pk")
    return list(entries.values_list("entered", flat=True))


def deliver() -> None:
    while relay(at=LATER).claimed:
        pass
    assert not Delivery.objects.filter(state="due").exists()


def next_day(at: datetime, days: int = 1) -> datetime:
    return at + timedelta(days=days)


def broken_memberships() -> list[int]:
    """The members of whom the law of memberships does not hold."""
    return [row[0] for row in all_rows(proofs["Q-70"].sql, {"at": NOON}) if row[1]]
