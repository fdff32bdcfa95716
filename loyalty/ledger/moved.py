"""What a verb did."""

from collections.abc import Iterable
from dataclasses import dataclass

from loyalty.ledger.book import Part


@dataclass(frozen=True, kw_only=True)
class LotPart:
    """Points of one lot that moved; `lot_id` is None for debt."""

    lot_id: int | None
    points: int


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The operation, and the lots it touched. `already` is true when it had happened before and nothing moved now."""

    operation_id: int
    parts: tuple[LotPart, ...] = ()
    already: bool = False

    @property
    def points(self) -> int:
        return sum(part.points for part in self.parts)


def parts_of(parts: Iterable[Part]) -> tuple[LotPart, ...]:
    """Ids instead of lots, once posted."""
    return tuple(LotPart(lot_id=part.lot.id if part.lot else None, points=part.points) for part in parts)
