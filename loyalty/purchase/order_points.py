"""How an order moves points: reserves, burns and earns on locked books. Pure; the caller posts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from loyalty.ledger.book import Book, Lot, Part
from loyalty.ledger.cause import SYSTEM, Cause, Principal
from loyalty.ledger.lot_dates import lot_dates
from loyalty.ledger.movements import burn, capture, earn_by_origin, hold, release, restart_inactivity
from loyalty.money import BONUS
from loyalty.program.settings import Programme
from loyalty.purchase.decision import Decision, EarnDecision, Step
from loyalty.purchase.earnings import dates_of

Books = Mapping[str, Book]
VersionIds = Mapping[tuple[str, int], int]  # of campaign versions by the campaign's code and the version's number


@dataclass(frozen=True, kw_only=True)
class Given:
    """A lot that an order earned, and how much of it repaid debt at once."""

    unit: str
    lot: Lot
    repaid: int


@dataclass(frozen=True, kw_only=True)
class Moves:
    """What an order did to locked books: for its trace, once the books are posted and new lots have their ids. `burnt`
    is by unit, a part of a reservation included.

    `earned` has the dates of the lots given, where the decision has those that were promised.
    """

    burnt: Mapping[str, Sequence[Part]] = field(default_factory=dict)
    given: tuple[Given, ...] = ()
    earned: tuple[EarnDecision, ...] = ()
    dates: tuple[Step, ...] = ()

    @property
    def short(self) -> dict[str, int]:
        """Burnt points that were not there and became debt, by unit; units with enough are left out."""
        owed = {unit: sum(part.points for part in parts if part.lot is None) for unit, parts in self.burnt.items()}
        return {unit: points for unit, points in owed.items() if points}

    def steps(self) -> tuple[Step, ...]:
        """The dates of the new lots, the lots themselves, debt they repaid, and the lots burnt."""
        steps = [*self.dates]
        for given in self.given:
            steps.append(part_step("lot_earned", given.unit, Part(given.lot, given.lot.earned)))
            if given.repaid:
                steps.append(Step(code="debt_repaid", numbers={"points": given.repaid, "unit": given.unit}))
        return (*steps, *(part_step("lot_burnt", unit, part) for unit, parts in self.burnt.items() for part in parts))


def order_cause(*, order_id: int, shop_id: int, integration_id: int | None, reason: str) -> Cause:
    """An order's cause: its till's integration, or the system for imports and lapses."""
    principal = Principal("integration", integration_id) if integration_id else SYSTEM
    return Cause(principal=principal, reason=reason, order_id=order_id, shop_id=shop_id)


def reserve(books: Books, decision: Decision, *, until: datetime, cause: Cause, at: datetime) -> Moves:
    """Hold the points the order is to burn, in each unit; raises InsufficientPoints."""
    held: dict[str, tuple[Part, ...]] = {}
    for unit, points in decision.burnt().items():
        book = books[unit]
        lasts = until + (
            book.instant(at) - at
        )  # our clock may be behind the account's last entry: the time stays whole
        made = hold(book, points, expires_at=lasts, cause=cause, key=_key(cause, unit), at=at)
        held[unit] = tuple(Part(lot, part) for lot, part in made.parts)
    return Moves(burnt=held)


def burn_and_earn(
    books: Books, decision: Decision, *, programme: Programme, versions: VersionIds, cause: Cause, at: datetime,
    short_to_debt: bool = False,
) -> Moves:  # fmt: skip
    """Burn what was decided, from the order's open holds where there are any, and give what was earned: lots know the
    campaign version that gave them, as far as `versions` names it.

    Points that are not there become debt with `short_to_debt`; without it InsufficientPoints is raised.
    """
    parts: dict[str, list[Part]] = {}
    given: list[Given] = []
    real: list[EarnDecision] = []
    dates_steps: list[Step] = []
    for unit, points in decision.burnt().items():
        book = books[unit]
        held = next((one for one in book.holds if one.order_id == cause.order_id and one.state == "open"), None)
        if held is not None:
            parts[unit] = capture(book, held, points, cause=cause, at=at)
        else:
            parts[unit] = burn(book, points, cause=cause, key=_key(cause, unit), at=at, short_to_debt=short_to_debt)
    for earned in decision.earn:
        target = books[earned.unit]
        dates = lot_dates(programme, unit=earned.unit, at=target.instant(at))
        lots = earn_by_origin(
            target, origins(decision, earned, versions), dates, cause=cause,
            key=f"order:{cause.order_id}:{earned.unit}", at=at,
        )  # fmt: skip
        given += [Given(unit=earned.unit, lot=lot, repaid=lot.earned - lot.remaining) for lot in lots]
        as_given = msgspec.structs.replace(earned, available_from=dates.available_from, expires_at=dates.expires_at)
        real.append(as_given)
        dates_steps += dates_of(as_given, programme)
    if parts or given:
        for moved in books.values():
            restart_inactivity(moved, zone=programme.zone, at=at)
    return Moves(burnt=parts, given=tuple(given), earned=tuple(real), dates=tuple(dates_steps))


def origins(decision: Decision, earned: EarnDecision, versions: VersionIds) -> dict[int | None, int]:
    """Points of one unit by the id of the campaign version that gave them, the programme's own (None) first; campaigns
    that `versions` does not name are among them."""
    given: dict[int | None, int] = {}
    for one in decision.applied:
        version, points = versions.get((one.campaign, one.version)), one.points.get(earned.unit, 0)
        if version is not None and points:
            given[version] = given.get(version, 0) + points
    own = earned.points - sum(given.values())
    return {None: own, **given} if own else given


def without(trace: tuple[Step, ...], *codes: str) -> tuple[Step, ...]:
    """A trace less the steps that what happened has replaced."""
    return tuple(step for step in trace if step.code not in codes)


def free(books: Books, *, cause: Cause, at: datetime) -> None:
    """Release the order's open holds, those it still has."""
    for book in books.values():
        for held in book.holds:
            if held.order_id == cause.order_id and held.state == "open":
                release(book, held, cause=cause, at=at)


def _key(cause: Cause, unit: str) -> str:
    """Natural keys are for ever: that of BONUS is as old as orders are."""
    return f"order:{cause.order_id}" if unit == BONUS else f"order:{cause.order_id}:{unit}"


def part_step(code: str, unit: str, part: Part) -> Step:
    """The trace of points that moved in one lot, under `code`; of debt, where there is no lot."""
    if part.lot is None:
        return Step(code="debt", numbers={"points": part.points, "unit": unit})
    expires_at = part.lot.expires_at.isoformat() if part.lot.expires_at else None
    return Step(code=code, numbers={"lot": part.lot.id, "points": part.points, "unit": unit, "expires_at": expires_at})
