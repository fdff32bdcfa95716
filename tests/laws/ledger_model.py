"""The ledger in two hundred lines: no database, no Django, no cleverness. Written from the design, not from the code.

Points lie in lots. A lot opens (becomes available) at one instant and dies at another. Whatever falls due happens at
its own instant, before anything that comes later, whoever notices it and whenever. Instants of an account never go
back: what happens "earlier" than its latest entry happens at that entry's instant.
"""

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MOSCOW = timedelta(hours=3)  # all year round


class Refused(Exception):
    """An expected no: nothing has changed."""


def local_midnight_after(at: datetime, *, months: int = 0, days: int = 0) -> datetime:
    """The end of the local day that is so many months or days on; of a shorter month, its last day."""
    day = (at + MOSCOW).replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = day.day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    day = day.replace(day=1, year=year, month=month + 1)
    for _ in range(wanted - 1):
        if (day + timedelta(days=1)).month == month + 1:
            day += timedelta(days=1)
    return day + timedelta(days=days + 1) - MOSCOW


@dataclass(eq=False)
class Lot:
    number: int
    earned: int
    left: int
    opens: datetime
    dies: datetime | None
    open: bool
    months: int | None = None
    order: int | None = None
    held: int = 0

    def alive(self, now: datetime) -> bool:
        return self.dies is None or now < self.dies

    def free(self, now: datetime) -> int:
        return self.left - self.held if self.open and self.alive(now) else 0

    def turn(self) -> tuple[bool, datetime, datetime, int]:
        """Sooner to die first, immortal last; then earlier opened; then older."""
        return (self.dies is None, self.dies or self.opens, self.opens, self.number)


@dataclass(eq=False)
class Hold:
    parts: list[tuple[Lot, int]]
    until: datetime
    open: bool = True

    @property
    def points(self) -> int:
        return sum(points for _lot, points in self.parts)


@dataclass
class Account:
    lots: list[Lot] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    debt: int = 0
    last: datetime | None = None
    burnt: dict[int, list[tuple[Lot | None, int]]] = field(default_factory=dict)  # by order, in the order of spending

    # --- time ---

    def now(self, at: datetime) -> datetime:
        return max(at, self.last) if self.last else at

    def catch_up(self, at: datetime) -> datetime:
        """Everything due by then: holds lapse, lots open and repay debt, lots die unless held."""
        now = self.now(at)
        while due := sorted(self.due(now), key=lambda event: event[:3]):
            moment, what, _number, thing = due[0]
            if isinstance(thing, Hold):
                self.end(thing)
            elif what == 1:
                thing.open = True
                self.wrote(moment if thing.left else None)
                # Lots that open together open before any of them repays; it makes no difference to the sums.
                self.repay(thing, moment)
            else:
                thing.left = 0
                self.wrote(moment)
        return now

    def due(self, now: datetime) -> Iterator[tuple[datetime, int, int, Hold | Lot]]:
        for number, hold in enumerate(self.holds):
            if hold.open and hold.until <= now:
                yield hold.until, 0, number, hold
        for lot in self.lots:
            if not lot.open and lot.left and lot.opens <= now:
                yield lot.opens, 1, lot.number, lot
            elif lot.open and lot.left and not lot.held and not lot.alive(now):
                assert lot.dies is not None
                yield lot.dies, 2, lot.number, lot

    def wrote(self, at: datetime | None) -> None:
        """An entry was written at `at` (or not at all)."""
        if at is not None:
            self.last = max(at, self.last) if self.last else at

    # --- what everything is made of ---

    def add(self, points: int, now: datetime, opens: datetime, dies: datetime | None, months: int | None = None,
            order: int | None = None) -> Lot:  # fmt: skip
        lot = Lot(len(self.lots), points, points, opens, dies, opens <= now, months, order)
        self.lots.append(lot)
        self.wrote(now)
        return lot

    def repay(self, lot: Lot, now: datetime) -> None:
        points = min(self.debt, lot.free(self.now(now)))
        lot.left -= points
        self.debt -= points

    def take(self, points: int, lots: list[Lot], now: datetime) -> list[tuple[Lot, int]]:
        """As much of the points as the lots have free, in their order."""
        parts = []
        for lot in lots:
            if part := min(points, lot.free(now)):
                lot.left -= part
                points -= part
                parts.append((lot, part))
                self.wrote(now)
        return parts

    def in_turn(self) -> list[Lot]:
        return sorted(self.lots, key=Lot.turn)

    def available(self, now: datetime) -> int:
        return sum(lot.free(now) for lot in self.lots)

    def end(self, hold: Hold) -> None:
        hold.open = False
        for lot, points in hold.parts:
            lot.held -= points

    def stir(self, now: datetime, burnt: Iterable[Lot | None] = ()) -> None:
        """A sign of life: lots with points that die of silence live on, and so do lots just burnt empty."""
        for lot in self.lots:
            if lot.months and lot.dies and lot.alive(now) and (lot.left or lot in burnt):
                lot.dies = max(lot.dies, local_midnight_after(now, months=lot.months))

    def owe(self, points: int, now: datetime) -> None:
        if points:
            self.debt += points
            self.wrote(now)

    def remember(self, order: int | None, parts: list[tuple[Lot | None, int]]) -> None:
        if order is not None:
            known = self.burnt.setdefault(order, [])
            for lot, points in parts:
                before = sum(n for one, n in known if one is lot)
                known[:] = [(one, n) for one, n in known if one is not lot]
                known.append((lot, before + points))

    # --- what people do ---

    def earn(self, points: int, at: datetime, *, opens: datetime, dies: datetime | None, months: int | None,
             order: int | None) -> None:  # fmt: skip
        now = self.catch_up(at)
        self.repay(self.add(points, now, opens, dies, months, order), now)
        self.stir(now)

    def burn(self, points: int, at: datetime, *, order: int | None, into_debt: bool) -> None:
        now = self.catch_up(at)
        if points > self.available(now) and not into_debt:
            raise Refused
        parts: list[tuple[Lot | None, int]] = [*self.take(points, self.in_turn(), now)]
        if short := points - sum(part for _lot, part in parts):
            self.owe(short, now)
            parts.append((None, short))
        self.remember(order, parts)
        self.stir(now, [lot for lot, _part in parts])

    def hold(self, points: int, at: datetime, *, until: datetime) -> Hold:
        now = self.catch_up(at)
        if points > self.available(now):
            raise Refused
        parts = []
        for lot in self.in_turn():
            if part := min(points, lot.free(now)):
                lot.held += part
                points -= part
                parts.append((lot, part))
        self.holds.append(Hold(parts, until))
        return self.holds[-1]

    def capture(self, number: int, points: int, at: datetime, *, order: int | None) -> None:
        now = self.catch_up(at)
        hold = self.holds[number]
        if not hold.open or points > hold.points:
            raise Refused
        self.end(hold)
        burnt: list[tuple[Lot | None, int]] = []
        for lot, part in hold.parts:
            if part := min(points, part):
                lot.left -= part
                points -= part
                burnt.append((lot, part))
        self.wrote(now)
        self.remember(order, burnt)
        self.stir(now, [lot for lot, _part in burnt])

    def release(self, number: int, at: datetime) -> None:
        self.catch_up(at)
        if not self.holds[number].open:
            raise Refused
        self.end(self.holds[number])

    def claw_back(self, points: int, at: datetime, *, order: int, cap: bool) -> None:
        now = self.catch_up(at)
        for lot in self.lots:
            if lot.order == order and not lot.open and (part := min(points, lot.left)):
                lot.left -= part
                points -= part
                self.wrote(now)
        own = [lot for lot in self.in_turn() if lot.order == order]
        rest = [lot for lot in self.in_turn() if lot.order != order]
        points -= sum(part for _lot, part in self.take(points, own + rest, now))
        if not cap:
            self.owe(points, now)

    def give_back(self, points: int, at: datetime, *, order: int, grace: datetime) -> None:
        now = self.catch_up(at)
        burnt = self.burnt.get(order, [])
        if points > sum(part for _lot, part in burnt):
            raise Refused
        while points:
            lot, part = burnt.pop()  # last spent first
            back = min(points, part)
            if part > back:
                burnt.append((lot, part - back))
            points -= back
            if lot is None:
                forgiven = min(back, self.debt)
                self.debt -= forgiven
                back -= forgiven
                self.wrote(now)
            elif lot.alive(now):
                lot.left += back
                self.wrote(now)
                continue
            if back:
                self.add(back, now, now, grace)

    def adjust(self, points: int, at: datetime) -> None:
        now = self.catch_up(at)
        if points > 0:
            self.repay(self.add(points, now, now, local_midnight_after(now, months=12)), now)
        elif -points > self.available(now):
            raise Refused
        else:
            self.take(-points, self.in_turn(), now)


def transfer(source: Account, target: Account, points: int, at: datetime) -> None:
    now = max(source.now(at), target.now(at))
    source.catch_up(now)
    target.catch_up(now)
    if points > source.available(now):
        raise Refused
    for lot, part in source.take(points, source.in_turn(), now):
        target.repay(target.add(part, now, now, lot.dies, lot.months), now)


def as_of(account: Account, at: datetime) -> Account:
    """What the account would be if everything due had happened; the account itself stays as it is."""
    seen = copy.deepcopy(account)
    seen.catch_up(at)
    return seen
