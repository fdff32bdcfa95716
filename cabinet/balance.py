"""The balance as the home page shows it: one large number, then every other part with its dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cabinet.words import heading_of_day, last_day_of, on_day
from loyalty.ledger.balance import Balance
from loyalty.ledger.units import UnitView
from loyalty.purchase.read_orders import OrderBrief
from loyalty.words import number, points, points_word, roubles

_SOON = timedelta(days=30)
_DATES_SHOWN = 3
_ROUBLE = 100  # kopecks
_MANY = 5  # of which a unit is named: «штампов»
_LONG_NUMBER = 7  # characters of the largest size that fit a phone


@dataclass(frozen=True, kw_only=True)
class Part:
    """A row under the large number: "Pending · 40 points", and when that changes."""

    label: str
    amount: str
    notes: tuple[str, ...] = ()
    orders: tuple["Waiting", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An order that is not completed yet, in words and by its number in addresses."""

    id: int
    words: str


@dataclass(frozen=True, kw_only=True)
class BalancePanel:
    """`soon` is what expires within a month, `worth` what a point that is not a rouble pays for."""

    number: str
    word: str
    is_long: bool
    worth: str
    soon: str
    parts: tuple[Part, ...]


def balance_panel(
    *,
    balances: Sequence[Balance],
    reserved: Sequence[OrderBrief],
    units: Mapping[str, UnitView],
    today: date,
    zone: ZoneInfo,
) -> BalancePanel:
    """The panel for `balances`, of which the first can be spent, and for the orders points are held for. No query."""
    main, *others = balances
    teller = _Teller(main, units[main.unit], tuple(reserved), today, zone)
    amount = number(main.available, main.scale)
    counted = tuple(
        Part(
            label=capfirst(points_word(_MANY * 10**other.scale, units[other.unit].words)),
            amount=number(other.available, other.scale),
        )
        for other in others
    )
    return BalancePanel(
        number=amount,
        word=points_word(main.available, teller.unit.words),
        is_long=len(amount) > _LONG_NUMBER,
        worth=teller.worth(),
        soon=teller.soon(),
        parts=(*teller.parts(), *counted),
    )


@dataclass(frozen=True)
class _Teller:
    balance: Balance
    unit: UnitView
    reserved: tuple[OrderBrief, ...]
    today: date
    zone: ZoneInfo

    def worth(self) -> str:
        step = self.unit.step_kopecks
        if not step or step * 10**self.balance.scale == _ROUBLE or not self.balance.available:
            return ""
        return _("pays for {money}").format(money=roubles(self.balance.available * step))

    def soon(self) -> str:
        dated = self._burning()
        if not dated or dated[0][1] - self.today > _SOON:
            return ""
        amount, day = dated[0]
        return self._expiring(amount, day)

    def parts(self) -> list[Part]:
        found = []
        if self.balance.pending:
            found.append(self._part(_("Pending"), self.balance.pending, self._coming()))
        if self.balance.held:
            held = self._part(_("Held"), self.balance.held, [_("Promised to an order that is not completed yet")])
            found.append(replace(held, orders=tuple(map(self._waiting, self.reserved))))
        if self.balance.debt:
            notes = [_("For goods you returned. The next points you earn will cover it")]
            found.append(self._part(_("Debt"), self.balance.debt, notes))
        expiring = self._expiring_by_day()
        if len(expiring) > 1 or (expiring and not self.soon()):
            found.append(Part(label=_("Expiry"), amount="", notes=tuple(expiring)))
        return found

    def _part(self, label: str, amount: int, notes: list[str]) -> Part:
        return Part(label=label, amount=points(amount, self.unit.words), notes=tuple(notes))

    def _coming(self) -> list[str]:
        days = [(dated.points, dated.at.astimezone(self.zone).date()) for dated in self.balance.coming]
        return [self._available(*one) for one in days[:_DATES_SHOWN]] + self._later(days[_DATES_SHOWN:])

    def _available(self, amount: int, day: date) -> str:
        words = ngettext("{points} will be available {day}", "{points} will be available {day}", self._count(amount))
        return words.format(points=points(amount, self.unit.words), day=on_day(day, today=self.today))

    def _waiting(self, order: OrderBrief) -> Waiting:
        words = _("{day}: {money} at “{shop}”").format(
            day=heading_of_day(order.occurred_at.astimezone(self.zone).date(), today=self.today),
            money=roubles(order.to_pay_kopecks),
            shop=order.shop,
        )
        return Waiting(id=order.id, words=words)

    def _expiring_by_day(self) -> list[str]:
        days = self._burning()
        return [self._expiring(*one) for one in days[:_DATES_SHOWN]] + self._later(days[_DATES_SHOWN:])

    def _expiring(self, amount: int, day: date) -> str:
        words = ngettext("{points} expires {day}", "{points} expire {day}", self._count(amount))
        return words.format(points=points(amount, self.unit.words), day=on_day(day, today=self.today))

    def _later(self, days: list[tuple[int, date]]) -> list[str]:
        if not days:
            return []
        rest = sum(amount for amount, day in days)
        return [_("{points} later").format(points=points(rest, self.unit.words))]

    def _burning(self) -> list[tuple[int, date]]:
        return [(dated.points, last_day_of(dated.at, self.zone)) for dated in self.balance.burning]

    def _count(self, amount: int) -> int:
        """The number that plural forms agree with; a fraction takes the form of two."""
        whole, fraction = divmod(amount, 10**self.balance.scale)
        return 2 if fraction else whole
