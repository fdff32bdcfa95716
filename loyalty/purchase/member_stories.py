"""A member's whole history as they read it: what moved points, and the purchases that moved none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from loyalty.ledger.owner import Owner
from loyalty.ledger.statement import Line, statement
from loyalty.money import BONUS
from loyalty.purchase.models import Order, OrderPoints
from loyalty.purchase.stories import PURCHASE, Story, stories

_CURSOR = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)
_END = 10**18 - 1  # before the first page: above every id


@dataclass(frozen=True, kw_only=True)
class StoryPage:
    """`next` is the cursor of the following page, None on the last."""

    stories: tuple[Story, ...]
    next: str | None


def member_stories(*, member_id: int, zone: ZoneInfo, cursor: str | None = None, limit: int) -> StoryPage:
    """One page, newest first; `cursor` is the `next` of an earlier one, else ValueError. At most five queries.

    Movements keep the order of the books, purchases that of the tills, and the two are woven by their instants; so the
    cursor says how far each of them has come.
    """
    operation, order = _read(cursor)
    moved = statement(owner=Owner.member(member_id), cursor=str(operation), limit=limit)
    silent = _silent(member_id, order, limit + 1)
    lines = _woven(moved.lines, silent)
    page = lines[:limit]
    told = stories(lines=page, zone=zone)
    if len(lines) <= limit and moved.next is None:
        return StoryPage(stories=told, next=None)
    operation = min((line.id for line in page if line.kind != PURCHASE), default=operation)
    order = next((line.id for line in reversed(page) if line.kind == PURCHASE), order)
    return StoryPage(stories=told, next=f"{operation}-{order}")


def _read(cursor: str | None) -> tuple[int, int]:
    if cursor is None:
        return _END, _END
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise ValueError(cursor)
    return int(found[1]), int(found[2])


def _silent(member_id: int, before: int, limit: int) -> list[Line]:
    """Completed purchases without points, older than the one of number `before`, newest first. At most two queries."""
    moved = OrderPoints.objects.filter(Q(earned__gt=0) | Q(burnt__gt=0), order=OuterRef("pk"))
    mine = Order.objects.filter(~Exists(moved), member_id=member_id, state=Order.State.COMPLETED)
    if before != _END:
        at = Order.objects.filter(pk=before, member_id=member_id).values_list("occurred_at", flat=True).first()
        if at is None:
            raise ValueError(before)
        mine = mine.filter(Q(occurred_at__lt=at) | Q(occurred_at=at, pk__lt=before))
    rows = mine.order_by("-occurred_at", "-pk").values_list("pk", "occurred_at")[:limit]
    return [
        Line(
            id=pk, at=at, kind=PURCHASE, unit=BONUS, scale=0, points=0, debt=0, order_id=pk, reason="",
            available_from=None, expires_at=None,
        )
        for pk, at in rows
    ]  # fmt: skip


def _woven(moved: Sequence[Line], silent: Sequence[Line]) -> list[Line]:
    """Both in their own order, the newer head first."""
    woven: list[Line] = []
    left, right = list(reversed(moved)), list(reversed(silent))
    while left and right:
        woven.append((left if left[-1].at >= right[-1].at else right).pop())
    return [*woven, *reversed(left), *reversed(right)]
