"""One account in memory: its lots, open holds, and the movements to be posted. Pure; `post.py` writes it down.

A book is opened by `books.py` under the account's lock, settled up to an instant, moved, and posted once.
All points are in the unit's minor step. Instants never go back: a movement earlier than the account's last
entry is dated by that entry, and nothing is dated into months that are closed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

import msgspec
from django.utils.translation import gettext_lazy as _

from loyalty.ledger.cause import Cause
from loyalty.refusals import Refusal, Words


class InsufficientPoints(Refusal):
    code: ClassVar[str] = "insufficient_points"
    title: ClassVar[Words] = _("Not enough points")
    hint: ClassVar[Words] = _("Ask for at most the available points, or price the cart again.")


class AccountFrozen(Refusal):
    """Nothing is spent from an account whose balance cannot be proved, or that is being looked into."""

    code: ClassVar[str] = "account_frozen"
    title: ClassVar[Words] = _("This member's points are being checked and cannot be spent now")
    hint: ClassVar[Words] = _("The sale can go on without points, and still earns; the programme's support helps.")


class Lot(msgspec.Struct, gc=False):
    """A lot as it will be. `id` is None until posted; `operation` is its place among the book's operations."""

    id: int | None
    state: str
    earned: int
    remaining: int
    held: int
    available_from: datetime
    expires_at: datetime | None
    inactivity_months: int | None = None
    order_id: int | None = None
    shop_id: int | None = None
    campaign_version_id: int | None = None
    renews_id: int | None = None
    operation: int | None = None
    changed: bool = False

    @property
    def free(self) -> int:
        return self.remaining - self.held

    def spendable(self, at: datetime) -> int:
        """Points that can be burnt or held at `at`."""
        usable = self.state == "active" and (self.expires_at is None or self.expires_at > at)
        return self.free if usable else 0

    def spend_order(self) -> tuple[bool, datetime, datetime, int]:
        """Sooner to expire first, never-expiring last; then the earlier available, then the older lot (L9)."""
        far = self.expires_at is None
        return (far, self.expires_at or self.available_from, self.available_from, self.id or 2**62)


@dataclass(kw_only=True)
class Hold:
    """An open or just closed hold; `parts` are (lot, points) in spend order."""

    id: int | None
    amount: int
    opened_at: datetime
    expires_at: datetime
    order_id: int | None
    parts: list[tuple[Lot, int]]
    state: str = "open"
    captured: int = 0
    closed_at: datetime | None = None
    operation: int | None = None


class OperationDraft(msgspec.Struct, frozen=True, gc=False):
    kind: str
    natural_key: str
    cause: Cause
    at: datetime


class EntryDraft(msgspec.Struct, frozen=True, gc=False):
    operation: int
    lot: Lot | None
    bucket: str
    kind: str
    amount: int
    balance_after: int
    version: int
    at: datetime


@dataclass(frozen=True)
class Part:
    """Points of one lot that a movement touched; `lot` is None for debt."""

    lot: Lot | None
    points: int


@dataclass(kw_only=True)
class Book:
    """An account opened for reading or moving. A frozen one is not settled: time does nothing to it."""

    account_id: int
    unit_id: int
    unit: str
    active: int = 0
    pending: int = 0
    held: int = 0
    debt: int = 0
    version: int = 0
    last_at: datetime | None = None
    frozen_at: datetime | None = None
    closed_until: datetime | None = None
    lots: list[Lot] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    operations: list[OperationDraft] = field(default_factory=list)
    entries: list[EntryDraft] = field(default_factory=list)

    @property
    def frozen(self) -> bool:
        return self.frozen_at is not None

    def available(self, at: datetime) -> int:
        """Points that can be burnt or held at `at`, in a settled book; in a frozen one, what it would have."""
        return sum(lot.spendable(at) for lot in self.lots)

    def instant(self, at: datetime) -> datetime:
        """`at`, or the later one of the account's last instant and the end of the closed months."""
        return max(at, self.last_at or at, self.closed_until or at)

    def operate(self, kind: str, key: str, cause: Cause, at: datetime) -> int:
        """Open an operation dated `at` (never before the account's last) and return its place."""
        self.operations.append(OperationDraft(kind, key, cause, self.instant(at)))
        return len(self.operations) - 1

    def enter(self, operation: int, lot: Lot | None, bucket: str, amount: int) -> None:
        """Move one bucket by a signed amount and write the entry; zero moves nothing."""
        if amount == 0:
            return
        draft = self.operations[operation]
        balance = getattr(self, bucket) + amount
        setattr(self, bucket, balance)
        self.version += 1
        self.last_at = draft.at
        if lot is not None:
            lot.changed = True
        self.entries.append(EntryDraft(operation, lot, bucket, draft.kind, amount, balance, self.version, draft.at))

    def spend(self, operation: int, points: int, lots: Iterable[Lot]) -> list[Part]:
        """Take up to `points` from the free part of `lots` in the order given; returns what each gave."""
        at = self.operations[operation].at
        parts = []
        for lot in lots:
            take = min(points, lot.spendable(at))
            if take > 0:
                lot.remaining -= take
                self.enter(operation, lot, "active", -take)
                parts.append(Part(lot, take))
                points -= take
            if points == 0:
                break
        return parts

    def in_spend_order(self) -> list[Lot]:
        return sorted((lot for lot in self.lots if lot.remaining > 0), key=Lot.spend_order)

    def owe(self, operation: int, points: int) -> None:
        """Record a shortage as debt."""
        self.enter(operation, None, "debt", points)

    def add_lots(self, operation: int, lots: Sequence[Lot]) -> None:
        """Put new lots into the account under `operation`; available ones first repay debt."""
        for lot in lots:
            lot.operation = operation
            self.lots.append(lot)
            self.enter(operation, lot, lot.state, lot.earned)
        self.repay([lot for lot in lots if lot.state == "active"], self.operations[operation].cause)

    def repay(self, lots: Iterable[Lot], cause: Cause) -> int:
        """Repay debt from lots that have just become available; returns the points repaid."""
        before = self.debt
        for lot in lots:
            at = self.last_at or lot.available_from
            points = min(self.debt, lot.spendable(at))
            if points > 0:
                operation = self.operate("repay", f"account:{self.account_id}:v{self.version}", cause, at)
                lot.remaining -= points
                self.enter(operation, lot, "active", -points)
                self.enter(operation, None, "debt", -points)
        return before - self.debt
