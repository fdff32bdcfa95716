"""What is owed for points: the liability, less the share of it that will never be used, as the accountant counts it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.accounting.terms import share_in, shares_of
from analytics.dashboards.kit.board import Board
from analytics.dashboards.kit.card import Card
from analytics.dashboards.kit.chart import Cell
from analytics.dashboards.kit.page import Asked
from analytics.dashboards.kit.value import Value
from loyalty import words
from loyalty.admin.site import site
from loyalty.money import BONUS, rate_of

SEE = "analytics.view_closedmonth"
CODE = "liability"


@dataclass(frozen=True, kw_only=True)
class Owed:
    """`shares` are breakage in basis points and the first days of the months from which each holds."""

    asked: Asked
    board: Board
    shares: Sequence[tuple[int, date]]

    def value(self, start: date | None) -> Value | None:
        """At the end of the period that starts there, or now where it goes on. By month of earning, as the accountant
        rounds it."""
        if start is None:
            return None
        share = share_in(self.shares, self._month(start))
        keys = [key for key in self.board.keys(CODE) if key.startswith(f"{BONUS} ")]
        found = [one for key in keys if (one := self.board.value(CODE, start, key)) is not None]
        if not found:
            return None
        return replace(found[0], numerator=sum(one.numerator - rate_of(one.numerator, share) for one in found))

    def card(self) -> Card | None:
        """None where nobody has decided on a share: then all of the liability is owed."""
        question = self.board.question
        share, value = share_in(self.shares, self._month(question.last)), self.value(question.last)
        worth = self.board.folded(CODE, question.last, f"{BONUS} ")
        if not share or value is None or worth is None:
            return None
        before = question.compared(question.last)
        was = self.value(before)
        return Card(
            code="owed", title=_("Owed, less what will not be used"), value=value, rows=self._rows(question.last),
            was=Cell(value=was, rows=self._rows(before)) if was is not None and before else None,
            way=tuple(self.value(start) for start in question.starts), good_way=-1,
            note=gettext("of {worth}, {share} will not be used").format(worth=worth.text, share=words.percent(share)),
            help=_(
                "Points outstanding at their price, less the share that will never be used. The accountant decides on"
                " that share, from a month on; the one at the period's end is taken, in the period that goes on"
                " today's."
            ),
        )  # fmt: skip

    def _month(self, start: date) -> date:
        return self.board.question.end_of(start).replace(day=1)

    def _rows(self, start: date) -> str:
        """The accountant's month, which leads on to the entries; empty for whoever may not see it."""
        if not self.asked.may(SEE):
            return ""
        return f"{site.url_of('accounting')}?month={self._month(start):%Y-%m}"


def read_owed(asked: Asked, board: Board) -> Owed:
    """One query."""
    return Owed(asked=asked, board=board, shares=shares_of(unit=BONUS))
