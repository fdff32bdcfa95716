"""At what points are counted in money: the price of a unit and its breakage, as of an instant or a month."""

from collections.abc import Sequence
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


@dataclass(frozen=True)
class History:
    """Every price and every breakage there was, oldest first."""

    prices: Sequence[tuple[int, int | None, datetime]]
    rates: Sequence[tuple[int, int, date]]

    def of(self, period: Period) -> tuple[Terms, ...]:
        """For each unit, in the order of ids."""
        return tuple(
            Terms(
                unit_id=unit, price_before=self._price(unit, period.starts_at), price=self._price(unit, period.ends_at),
                rate_before=self._rate(unit, add_months(period.month, -1)), rate=self._rate(unit, period.month),
            )
            for unit in sorted({row[0] for row in self.prices})
        )  # fmt: skip

    def _price(self, unit: int, before: datetime) -> int | None:
        """The last one before the instant. A unit younger than the programme's data had its first price all along."""
        of_unit = [(at, price) for one, price, at in self.prices if one == unit]
        return next((price for at, price in reversed(of_unit) if at < before), of_unit[0][1])

    def _rate(self, unit: int, month: date) -> int:
        return share_in([(rate, since) for one, rate, since in self.rates if one == unit], month)


def share_in(rates: Sequence[tuple[int, date]], month: date) -> int:
    """Of breakages of one unit with their first months, in the order in which they were decided on: the one that begins
    latest, of those that have begun; of two the one decided on later. None yet: nothing."""
    begun = [(since, place, rate) for place, (rate, since) in enumerate(rates) if since <= month]
    return max(begun)[2] if begun else 0


def shares_of(*, unit: str) -> list[tuple[int, date]]:
    """What `share_in` takes. One query."""
    return list(Breakage.objects.filter(unit__code=unit).order_by("pk").values_list("rate", "month"))


def history() -> History:
    """Two queries."""
    prices = UnitPrice.objects.order_by("at", "pk").values_list("unit_id", "step_kopecks", "at", "unit__code")
    return History(
        [(unit, 1 if code == CERTIFICATE else price, at) for unit, price, at, code in prices],  # kopecks are kopecks
        list(Breakage.objects.order_by("pk").values_list("unit_id", "rate", "month")),
    )


def kept(rows: Sequence[Sequence[int | None]]) -> tuple[Terms, ...]:
    """Those of a closed month."""
    return tuple(
        Terms(unit_id=unit or 0, price_before=before, price=price, rate_before=rate_before or 0, rate=rate or 0)
        for unit, before, price, rate_before, rate in rows
    )
