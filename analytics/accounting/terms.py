"""At what points are counted in money: the price of a unit and its breakage, as of an instant or a month."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from analytics.accounting.models import Breakage
from analytics.accounting.periods import Period
from loyalty.ledger.models import UnitPrice
from loyalty.money import CERTIFICATE
from loyalty.program.validity import add_months


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Of a unit in a month: kopecks for its smallest step (None: no price) and breakage in basis points, at the end of
    the month before and at its own end."""

    unit_id: int
    price_before: int | None
    price: int | None
    rate_before: int
    rate: int

    def row(self) -> list[int | None]:
        """As a closed month keeps them."""
        return [self.unit_id, self.price_before, self.price, self.rate_before, self.rate]


@dataclass(frozen=True, kw_only=True)
class Decided:
    """Every price (kopecks for the smallest step) and every breakage (with its first month) of a unit, oldest first."""

    prices: Sequence[tuple[int | None, datetime]]
    rates: Sequence[tuple[int, date]]

    def price(self, *, before: datetime) -> int | None:
        """The last one before the instant. A unit younger than the programme's data had its first price all along."""
        return next((price for price, at in reversed(self.prices) if at < before), self.prices[0][0])

    def rate(self, *, month: date) -> int:
        """The one that begins latest, of those that have begun; of two the one decided on later. None yet: nothing."""
        begun = [(since, place, rate) for place, (rate, since) in enumerate(self.rates) if since <= month]
        return max(begun)[2] if begun else 0


@dataclass(frozen=True)
class History:
    """What was decided on each unit, by its id."""

    units: Mapping[int, Decided]

    def of(self, period: Period) -> tuple[Terms, ...]:
        """For each unit, in the order of ids."""
        return tuple(
            Terms(
                unit_id=unit,
                price_before=one.price(before=period.starts_at), price=one.price(before=period.ends_at),
                rate_before=one.rate(month=add_months(period.month, -1)), rate=one.rate(month=period.month),
            )
            for unit, one in sorted(self.units.items())
        )  # fmt: skip


def decided_on(*, unit: str) -> Decided:
    """Of points of this code. Two queries."""
    return Decided(
        prices=list(UnitPrice.objects.filter(unit__code=unit).order_by("at", "pk").values_list("step_kopecks", "at")),
        rates=list(Breakage.objects.filter(unit__code=unit).order_by("pk").values_list("rate", "month")),
    )


def history() -> History:
    """Two queries."""
    prices, rates = (
        defaultdict[int, list[tuple[int | None, datetime]]](list),
        defaultdict[int, list[tuple[int, date]]](list),
    )
    for unit, code, price, at in UnitPrice.objects.order_by("at", "pk").values_list(
        "unit_id", "unit__code", "step_kopecks", "at"
    ):
        prices[unit].append((1 if code == CERTIFICATE else price, at))  # kopecks are kopecks
    for unit, rate, month in Breakage.objects.order_by("pk").values_list("unit_id", "rate", "month"):
        rates[unit].append((rate, month))
    return History({unit: Decided(prices=of_unit, rates=rates[unit]) for unit, of_unit in prices.items()})


def kept(rows: Sequence[Sequence[int | None]]) -> tuple[Terms, ...]:
    """Those of a closed month."""
    return tuple(
        Terms(unit_id=unit or 0, price_before=before, price=price, rate_before=rate_before or 0, rate=rate or 0)
        for unit, before, price, rate_before, rate in rows
    )
