"""One figure as people read it: never without what it was divided by."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from analytics.dashboards.kit.parts import parts_of
from analytics.metrics.metric import Metric, Shows
from loyalty import words
from loyalty.ledger.units import BONUS, kept_units
from loyalty.money import BASIS_POINTS, divide, to_decimal

_WHOLE_FROM = 100  # roubles and points from here on go without what is after the point


@dataclass(frozen=True, kw_only=True)
class Value:
    """The numerator over the denominator where it `is_ratio`, else the first alone, the second telling of how many."""

    shows: Shows
    numerator: int
    denominator: int = 0
    is_ratio: bool = False
    parts: tuple[Shows, Shows] = (Shows.COUNT, Shows.COUNT)  # in what the numerator and the denominator are told

    @property
    def known(self) -> bool:
        """Whether there is anything to divide by, where something is."""
        return not self.is_ratio or self.denominator != 0

    @property
    def text(self) -> str:
        """«12 345 ₽», «12,3 %», «2,35», «1 200 баллов», «12,5 дн.»; a dash where there is nothing to divide by."""
        if not self.known:
            return "—"
        if self.shows is Shows.SHARE:
            return words.percent(self._in(1_000) * 10)
        if self.shows is Shows.MONEY:
            return words.roubles(self._whole(100))
        if self.shows is Shows.POINTS:
            unit = kept_units()[BONUS].words
            return words.points(self._whole(10**unit.scale), unit)
        if self.shows is Shows.DAYS:
            return gettext("{days} d").format(days=words.number(self._in(10), 1))
        return words.number(self.minor, self.scale)

    @property
    def scale(self) -> int:
        """How many digits of `minor` stand after the point."""
        if self.shows is Shows.POINTS:
            return kept_units()[BONUS].words.scale
        return {Shows.COUNT: 0, Shows.DAYS: 1}.get(self.shows, 2)

    @property
    def minor(self) -> int:
        """The value as an integer with `scale` digits after the point: kopecks, hundredths of a per cent."""
        if self.shows is Shows.SHARE:
            return self._in(BASIS_POINTS)
        if self.shows in (Shows.MONEY, Shows.POINTS):
            return self._in(1)
        return self._in(10**self.scale)

    @property
    def decimal(self) -> Decimal:
        """The value for a spreadsheet: roubles, per cents, points, days."""
        return Decimal(to_decimal(self.minor, self.scale))

    @property
    def of_words(self) -> str:
        """«246 / 1 024»: what was divided, where something was."""
        return f"{self._part(0).text} / {self._part(1).text}" if self.is_ratio else ""

    @property
    def decimals(self) -> tuple[Decimal, Decimal]:
        """The numerator and the denominator for a spreadsheet: money in roubles, points in points."""
        return self._part(0).decimal, self._part(1).decimal

    def _part(self, place: int) -> "Value":
        return Value(shows=self.parts[place], numerator=(self.numerator, self.denominator)[place])

    @property
    def _by(self) -> int:
        return self.denominator if self.is_ratio else 1

    def _in(self, times: int) -> int:
        return divide(self.numerator * times, self._by or 1)

    def _whole(self, step: int) -> int:
        """In minor steps, whole ones of `step` where the rest would only be noise."""
        if abs(self._in(1)) < _WHOLE_FROM * step:
            return self._in(1)
        return divide(self.numerator, self._by * step) * step


@dataclass(frozen=True, kw_only=True)
class Change:
    """How a value differs from another: `text` like «+12,3 %», for shares «+2,1 п. п.»; `way` is 1, 0 or -1."""

    text: str
    way: int


def change(now: Value | None, was: Value | None) -> Change | None:
    """None where either is not known or the first was nothing: then there is no per cent to speak of."""
    if now is None or was is None or not (now.known and was.known):
        return None
    difference = now.minor - was.minor
    way = (difference > 0) - (difference < 0)
    if now.shows is Shows.SHARE:
        points = words.number(divide(difference, 10), 1)
        return Change(text=gettext("{change} pp").format(change=_signed(points, way)), way=way)
    if was.minor <= 0:
        return None
    return Change(text=_signed(words.percent(divide(difference * 1_000, was.minor) * 10), way), way=way)


def _signed(text: str, way: int) -> str:
    return f"+{text}" if way > 0 else text


def value_of(metric: Metric, numerator: int, denominator: int) -> Value:
    """A figure of a metric, or a sum of several."""
    return Value(
        shows=metric.shows, numerator=numerator, denominator=denominator, is_ratio=metric.is_ratio,
        parts=parts_of(metric),
    )  # fmt: skip
