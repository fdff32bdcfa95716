"""What is owed for points, as the accountant counts it: what they are worth, less the share that will never be used."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.accounting.terms import Decided, decided_on
from analytics.dashboards.kit.board import Board
from analytics.dashboards.kit.card import Card
from analytics.dashboards.kit.chart import Cell
from analytics.dashboards.kit.page import Asked
from analytics.dashboards.kit.value import Value
from loyalty import words
from loyalty.admin.site import programme_of, site
from loyalty.money import BONUS, rate_of
from loyalty.program.validity import midnight

SEE = "analytics.view_closedmonth"
CODE = "liability"
_BONUS = f"{BONUS} "  # keys of a unit and a month


@dataclass(frozen=True, kw_only=True)
class Owed:
    """The liability's points at the price of the period's end and less the share of then; the liability has today's."""

    asked: Asked
    board: Board
    decided: Decided

    def value(self, start: date | None) -> Value | None:
        """At the end of the period that starts there, or now where it goes on. By month of earning, as the accountant
        rounds it."""
        if start is None:
            return None
        found, share = self._worth(start), self._share(start)
        return _together([replace(one, numerator=one.numerator - rate_of(one.numerator, share)) for one in found])

    def card(self) -> Card | None:
        """None where nobody has decided on a share: then all that points are worth is owed."""
        question = self.board.question
        share, value = self._share(question.last), self.value(question.last)
        worth = _together(self._worth(question.last))
        liability = self.board.folded_card(CODE, prefix=_BONUS)
        if not share or value is None or worth is None or liability is None:
            return None
        before = question.compared(question.last)
        was = self.value(before)
        return Card(
            code="owed", title=_("Owed, less what will not be used"), value=value,
            rows=self._month_of(question.last) or liability.rows,
            was=Cell(value=was, rows=self._month_of(before) or liability.was.rows)
            if was is not None and before and liability.was
            else None,
            way=tuple(self.value(start) for start in question.starts), good_way=-1,
            note=gettext("of {worth}, {share} will not be used").format(worth=worth.text, share=words.percent(share)),
            help=_(
                "Points outstanding at their price, less the share that will never be used. The accountant decides on"
                " that share, from a month on. The price and the share at the period's end are taken, in the period"
                " that goes on today's."
            ),
        )  # fmt: skip

    def _worth(self, start: date) -> list[Value]:
        """By month of earning."""
        until = midnight(self.board.question.end_of(start) + timedelta(days=1), programme_of(self.asked.request).zone)
        price = self.decided.price(before=until) or 0
        keys = [key for key in self.board.keys(CODE) if key.startswith(_BONUS)]
        found = [one for key in keys if (one := self.board.value(CODE, start, key)) is not None]
        return [replace(one, numerator=one.denominator * price) for one in found]

    def _share(self, start: date) -> int:
        """Basis points."""
        return self.decided.rate(month=self._month(start))

    def _month(self, start: date) -> date:
        return self.board.question.end_of(start).replace(day=1)

    def _month_of(self, start: date) -> str:
        """The accountant's month, which leads on to the entries; empty for whoever may not see it, and where it tells
        something else: of a shop, or of a period that ended inside a month."""
        question = self.board.question
        end = question.end_of(start)
        is_told = end == question.today or (end + timedelta(days=1)).day == 1
        if question.cut.code or not is_told or not self.asked.may(SEE):
            return ""
        return f"{site.url_of('accounting')}?month={self._month(start):%Y-%m}"


def read_owed(asked: Asked, board: Board) -> Owed:
    """Two queries."""
    return Owed(asked=asked, board=board, decided=decided_on(unit=BONUS))


def _together(found: list[Value]) -> Value | None:
    return replace(found[0], numerator=sum(one.numerator for one in found)) if found else None
