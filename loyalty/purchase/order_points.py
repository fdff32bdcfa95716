"""How an order moves points: reserves, burns and earns on locked books. Pure; the caller posts."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from loyalty.ledger.book import Book, Part
from loyalty.ledger.books import Key, lock_books
from loyalty.ledger.cause import SYSTEM, Cause, Principal
from loyalty.ledger.lot_dates import lot_dates
from loyalty.ledger.movements import burn, capture, earn, hold, release, restart_inactivity
from loyalty.ledger.owner import Owner
from loyalty.money import BONUS
from loyalty.program.settings import Programme
from loyalty.purchase.decision import Decision, Step
from loyalty.purchase.earnings import dates_of

Books = Mapping[str, Book]


def lock_member_books(*, member_id: int, units: set[str], at: datetime) -> dict[str, Book]:
    """The member's books by unit, locked, BONUS among them; in ascending id order like every lock of accounts."""
    owner = Owner.member(member_id)
    keys: list[Key] = [(owner, unit) for unit in sorted(units | {BONUS})]
    return {unit: book for (_owner, unit), book in lock_books(keys, at=at).items()}


def order_cause(*, order_id: int, shop_id: int, integration_id: int | None, reason: str) -> Cause:
    """An order's cause: its till's integration, or the system for imports and lapses."""
    principal = Principal("integration", integration_id) if integration_id else SYSTEM
    return Cause(principal=principal, reason=reason, order_id=order_id, shop_id=shop_id)


def reserve(books: Books, decision: Decision, *, until: datetime, cause: Cause, at: datetime) -> tuple[Step, ...]:
    """Hold the points the order is to burn; raises InsufficientPoints."""
    if not decision.burn.applied:
        return ()
    book = books[BONUS]
    until += book.instant(at) - at  # our clock may be behind the account's last entry: the time promised stays whole
    held = hold(book, decision.burn.applied, expires_at=until, cause=cause, key=f"order:{cause.order_id}", at=at)
    return _burnt_steps([Part(lot, points) for lot, points in held.parts])


def burn_and_earn(
    books: Books, decision: Decision, *, programme: Programme, cause: Cause, at: datetime, short_to_debt: bool = False
) -> tuple[tuple[Step, ...], int]:
    """Burn what was decided, from the order's open hold where there is one, and give what was earned.

    Returns the trace's steps (the dates that the new lots have, the lots burnt) and the points that were short: with
    `short_to_debt` they became debt, without it InsufficientPoints is raised.
    """
    book = books[BONUS]
    parts: list[Part] = []
    steps: list[Step] = []
    if decision.burn.applied:
        held = next((one for one in book.holds if one.order_id == cause.order_id and one.state == "open"), None)
        if held is not None:
            parts = capture(book, held, decision.burn.applied, cause=cause, at=at)
        else:
            key = f"order:{cause.order_id}"
            parts = burn(book, decision.burn.applied, cause=cause, key=key, at=at, short_to_debt=short_to_debt)
    for earned in decision.earn:
        target = books[earned.unit]
        dates = lot_dates(programme, at=target.instant(at))
        earn(target, earned.points, dates, cause=cause, key=f"order:{cause.order_id}:{earned.unit}", at=at)
        given = msgspec.structs.replace(earned, available_from=dates.available_from, expires_at=dates.expires_at)
        steps.append(dates_of(given, programme))
    if decision.burn.applied or decision.earn:
        for moved in books.values():
            restart_inactivity(moved, zone=programme.zone, at=at)
    return (*steps, *_burnt_steps(parts)), sum(part.points for part in parts if part.lot is None)


def without(trace: tuple[Step, ...], *codes: str) -> tuple[Step, ...]:
    """A trace less the steps that what happened has replaced."""
    return tuple(step for step in trace if step.code not in codes)


def free(books: Books, *, cause: Cause, at: datetime) -> None:
    """Release the order's open hold, if it still has one."""
    book = books[BONUS]
    for held in book.holds:
        if held.order_id == cause.order_id and held.state == "open":
            release(book, held, cause=cause, at=at)


def _burnt_steps(parts: list[Part]) -> tuple[Step, ...]:
    return tuple(
        Step(
            code="lot_burnt" if part.lot else "debt",
            numbers={
                "lot": part.lot.id,
                "points": part.points,
                "unit": BONUS,
                "expires_at": part.lot.expires_at.isoformat() if part.lot.expires_at else None,
            }
            if part.lot
            else {"points": part.points, "unit": BONUS},
        )
        for part in parts
    )
