"""What can happen to a settled book. Pure: each function opens one operation and moves points under it.

Purchase strings several together under one lock and posts them at once; the verb files do one and post it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from loyalty.ledger.book import AccountFrozen, Book, Hold, InsufficientPoints, Lot, Part
from loyalty.ledger.cause import Cause
from loyalty.ledger.settle import close_hold
from loyalty.program.validity import Validity
from loyalty.program.validity import expires_at as expiry_of
from loyalty.refusals import Refusal, Words


class HoldEnded(Refusal):
    code: ClassVar[str] = "hold_expired"
    title: ClassVar[Words] = _("The reservation of points has ended")
    hint: ClassVar[Words] = _("Reserve the points again.")


class CaptureExceedsHold(Refusal):
    code: ClassVar[str] = "capture_exceeds_hold"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("More points than were reserved")


@dataclass(frozen=True, kw_only=True)
class Dates:
    """The dates of a new lot; with `inactivity_months` every earn or burn moves `expires_at` ahead."""

    available_from: datetime
    expires_at: datetime | None
    inactivity_months: int | None = None


def earn(book: Book, points: int, dates: Dates, *, cause: Cause, key: str, at: datetime, kind: str = "earn") -> Lot:
    """A new lot: pending until `available_from`, else active at once and repaying debt first.

    In a frozen account every new lot is pending, and becomes active when its time has come and the account is free.
    """
    return earn_by_origin(book, {cause.campaign_version_id: points}, dates, cause=cause, key=key, at=at, kind=kind)[0]


def earn_by_origin(
    book: Book, points: Mapping[int | None, int], dates: Dates, *, cause: Cause, key: str, at: datetime,
    kind: str = "earn",
) -> list[Lot]:  # fmt: skip
    """One earn of points with several origins, by the id of the campaign version that gave them (None: the programme
    itself): a new lot for each, in this order and with the same dates, as by `earn`. The operation names the version
    where there is one only."""
    for part in points.values():
        _check(part)
    only = next(iter(points)) if len(points) == 1 else None
    operation = book.operate(kind, key, replace(cause, campaign_version_id=only), at)
    instant = book.operations[operation].at
    lots = [
        Lot(
            id=None,
            state="active" if dates.available_from <= instant and not book.frozen else "pending",
            earned=part,
            remaining=part,
            held=0,
            available_from=dates.available_from,
            expires_at=dates.expires_at,
            inactivity_months=dates.inactivity_months,
            order_id=cause.order_id,
            shop_id=cause.shop_id,
            campaign_version_id=version,
        )
        for version, part in points.items()
    ]
    book.add_lots(operation, lots)
    return lots


def burn(
    book: Book, points: int, *, cause: Cause, key: str, at: datetime, kind: str = "burn", short_to_debt: bool = False
) -> list[Part]:
    """Spend exactly `points` in spend order, else InsufficientPoints; or let the shortage become debt.

    A frozen account spends nothing: AccountFrozen, or all of it becomes debt. People's corrections go on.
    """
    _check(points)
    frozen = book.frozen and kind != "adjust"
    if frozen and not short_to_debt:
        raise AccountFrozen()
    available = book.available(book.instant(at))
    if points > available and not short_to_debt:
        raise InsufficientPoints(available=available)
    operation = book.operate(kind, key, cause, at)
    parts = [] if frozen else book.spend(operation, points, book.in_spend_order())
    short = points - sum(part.points for part in parts)
    if short:
        book.owe(operation, short)
        parts.append(Part(None, short))
    return parts


def hold(book: Book, points: int, *, expires_at: datetime, cause: Cause, key: str, at: datetime) -> Hold:
    """Reserve exactly `points` in spend order until `expires_at`, else InsufficientPoints or AccountFrozen."""
    _check(points)
    if book.frozen:
        raise AccountFrozen()
    at = book.instant(at)
    available = book.available(at)
    if points > available:
        raise InsufficientPoints(available=available)
    operation = book.operate("hold", key, cause, at)
    parts = []
    left = points
    for lot in book.in_spend_order():
        take = min(left, lot.spendable(at))
        if take > 0:
            lot.held += take
            lot.changed = True
            parts.append((lot, take))
            left -= take
    book.held += points
    reserved = Hold(
        id=None, amount=points, opened_at=at, expires_at=expires_at, order_id=cause.order_id, parts=parts,
        operation=operation,
    )  # fmt: skip
    book.holds.append(reserved)
    return reserved


def capture(book: Book, held: Hold, points: int, *, cause: Cause, at: datetime) -> list[Part]:
    """Burn `points` of an open hold and free the rest. Honoured even when a lot has expired since it was held."""
    _check(points)
    if held.state != "open":
        raise HoldEnded()
    if points > held.amount:
        raise CaptureExceedsHold(held=held.amount)
    operation = book.operate("capture", f"hold:{held.id}", cause, at)
    close_hold(book, held, "captured", book.operations[operation].at)
    held.captured = points
    parts = []
    for lot, part in held.parts:
        take = min(points, part)
        if take:
            lot.remaining -= take
            book.enter(operation, lot, "active", -take)
            parts.append(Part(lot, take))
            points -= take
    return parts


def release(book: Book, held: Hold, *, cause: Cause, at: datetime) -> None:
    """Free all the points of an open hold."""
    if held.state != "open":
        raise HoldEnded()
    operation = book.operate("release", f"hold:{held.id}", cause, at)
    close_hold(book, held, "cancelled", book.operations[operation].at)


def claw_back(book: Book, points: int, *, debt: bool, cause: Cause, key: str, at: datetime) -> list[Part]:
    """Take `points` of an order back: its own lots (pending, then free), other lots in spend order, then debt.

    Held points are never touched. Without `debt` the shortage is forgiven. The parts say what was taken from where.
    """
    _check(points)
    operation = book.operate("claw_back", key, cause, at)
    own = [lot for lot in book.lots if lot.order_id is not None and lot.order_id == cause.order_id]
    parts = []
    for lot in own:
        take = min(points, lot.remaining) if lot.state == "pending" else 0
        if take:
            lot.remaining -= take
            book.enter(operation, lot, "pending", -take)
            parts.append(Part(lot, take))
            points -= take
    own_first = [*sorted(own, key=Lot.spend_order), *(lot for lot in book.in_spend_order() if lot not in own)]
    if points:
        taken = book.spend(operation, points, own_first)
        parts += taken
        points -= sum(part.points for part in taken)
    if points and debt:
        book.owe(operation, points)
        parts.append(Part(None, points))
    return parts


def give_back(
    book: Book, points: int, burnt: list[Part], *, renewed_until: datetime, cause: Cause, key: str, at: datetime
) -> list[Part]:
    """Return burnt points to where they came from, last spent first.

    `burnt` lists what each lot (None: debt) still has to get back, last spent first. A lot that has expired meanwhile
    is renewed as a new lot that lives until `renewed_until`; debt already repaid comes back as such a lot, too.
    """
    _check(points)
    operation = book.operate("give_back", key, cause, at)
    instant = book.operations[operation].at
    parts = []
    for source in burnt:
        take = min(points, source.points)
        if take == 0:
            continue
        points -= take
        lot = source.lot
        if lot is None:
            cancelled = min(take, book.debt)
            book.enter(operation, None, "debt", -cancelled)
            if cancelled:
                parts.append(Part(None, cancelled))
            take -= cancelled
        elif lot.expires_at is None or lot.expires_at > instant:
            lot.remaining += take
            book.enter(operation, lot, lot.state, take)
            parts.append(Part(lot, take))
            continue
        if take:
            renewed = Lot(
                id=None, state="active", earned=take, remaining=take, held=0, available_from=instant,
                expires_at=renewed_until, shop_id=cause.shop_id, renews_id=lot.id if lot else None, operation=operation,
            )  # fmt: skip
            book.lots.append(renewed)
            book.enter(operation, renewed, "active", take)
            parts.append(Part(renewed, take))
    return parts


def restart_inactivity(book: Book, *, zone: ZoneInfo, at: datetime) -> None:
    """The account was just active: every live inactivity lot has its own months of silence ahead again, never fewer.

    So has a lot that was just burnt to the last point: the points may come back with a return. Not in a frozen account.
    """
    if book.frozen:
        return
    at = book.instant(at)
    burnt = {id(entry.lot) for entry in book.entries if entry.kind in ("burn", "capture")}
    for lot in book.lots:
        if lot.inactivity_months is None or lot.expires_at is None or lot.expires_at <= at:
            continue
        if lot.remaining == 0 and id(lot) not in burnt:
            continue
        silence = Validity(by="inactivity", count=lot.inactivity_months)
        until = expiry_of(start=at, validity=silence, zone=zone)
        if until is not None and until > lot.expires_at:
            lot.expires_at, lot.changed = until, True


def _check(points: int) -> None:
    if points <= 0:
        raise ValueError("points must be above zero")
