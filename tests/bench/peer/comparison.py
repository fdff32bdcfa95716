"""Our engine beside a peer: what both are asked, what the peer answers, and how it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec


class NoAnswer(Exception):
    """The peer gave none; the words say why."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """So many percent off one product, or off everything, once that comes to this much."""

    code: str
    basis_points: int
    sku: str | None
    at_least_kopecks: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """One piece of a product."""

    sku: str
    price_kopecks: int


@dataclass(frozen=True, kw_only=True)
class Priced:
    """What a cart took: milliseconds of processor, and the discount of all its lines."""

    ms: float
    discount_kopecks: int


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Milliseconds by the number of offers; `missing` says why the peer's are not all there."""

    what: str
    ms: dict[int, float] = field(default_factory=dict)
    ours_ms: dict[int, float] = field(default_factory=dict)
    missing: str = ""

    def as_json(self) -> dict[str, object]:
        told: dict[str, object] = {"what": self.what, "ms": _by_name(self.ms), "ours_ms": _by_name(self.ours_ms)}
        return {**told, "missing": self.missing} if self.missing else told

    def as_rows(self) -> list[str]:
        """Of the page's table: offers, the peer's ms, ours, and their ratio."""
        rows = ((count, ms, self.ours_ms[count]) for count, ms in self.ms.items())
        return [f"| {count} | {ms:.0f} | {ours:.3f} | {ms / ours:.0f} |" for count, ms, ours in rows]


def compare(
    *, what: str, sizes: tuple[int, ...], peers: Callable[[int], Priced], ours: Callable[[int], Priced]
) -> Comparison:
    """Both, in turns, with so many offers each, up to the first size the peer does not answer. Equal offers take equal
    sums off: where they do not, the peer's time says nothing and counts as no answer."""
    ms: dict[int, float] = {}
    ours_ms: dict[int, float] = {}
    missing = ""
    for count in sizes:
        own = ours(count)
        ours_ms[count] = round(own.ms, 3)
        if missing:
            continue
        try:
            ms[count] = round(_of_equal_worth(peers(count), own).ms, 1)
        except NoAnswer as why:
            missing = f"{count} offers: {why}"
    return Comparison(what=what, ms=ms, ours_ms=ours_ms, missing=missing)


def parse_answer(printed: str) -> Priced:
    """What the peer's shop printed; raises NoAnswer."""
    try:
        return msgspec.json.decode(printed, type=Priced)
    except msgspec.DecodeError as error:
        raise NoAnswer("what it printed is no answer") from error


def _of_equal_worth(peers: Priced, own: Priced) -> Priced:
    if peers.discount_kopecks != own.discount_kopecks:
        raise NoAnswer(f"it takes {peers.discount_kopecks} kopecks off, and we {own.discount_kopecks}")
    return peers


def _by_name(ms: dict[int, float]) -> dict[str, float]:
    return {str(count): value for count, value in ms.items()}
