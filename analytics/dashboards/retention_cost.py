"""What keeping a customer costs beside what winning one does: the first is counted, the second entered."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.acquisition.costs import Cost, acquisition_costs, cost_on
from analytics.dashboards.kit.board import Board
from analytics.dashboards.kit.card import Card
from analytics.dashboards.kit.chart import Cell, Chart, Series
from analytics.dashboards.kit.page import Asked
from analytics.dashboards.kit.periods import name_of
from analytics.dashboards.kit.question import Question
from analytics.dashboards.kit.section import Notice, Section, section
from analytics.dashboards.kit.value import Value
from analytics.metrics.metric import Shows
from loyalty import words
from loyalty.admin.site import site

CODE = "retention_cost"
SEE, DECIDE = "analytics.view_acquisitioncost", "analytics.add_acquisitioncost"
_CAC = _("Winning one new customer (CAC)")


def retention_cost(asked: Asked, board: Board) -> Section:
    """Both figures, which of them is dearer, and their way. One query."""
    won = _Won(
        question=asked.question,
        costs=acquisition_costs(),
        rows=site.url_of("acquisition_cost") if asked.may(SEE) else "",
    )
    return section(
        _dearer(board, won), board.card(CODE, good_way=-1), _card(asked, won), _chart(board, won),
        title=_("What keeping a customer costs, and what winning one does"),
        help=_("Keeping is paid for in every period, winning once: the longer the periods, the dearer keeping looks."),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Won:
    """What a new customer cost; `rows` is the address of what was decided, empty for whoever may not see it."""

    question: Question
    costs: tuple[Cost, ...]
    rows: str

    def in_period(self, start: date | None) -> Cost | None:
        """What holds at the period's end, or today where that is still to come."""
        return None if start is None else cost_on(self.costs, self.question.end_of(start))

    def cell(self, start: date | None) -> Cell | None:
        found = self.in_period(start)
        return Cell(value=_value(found), rows=self.rows) if found else None


def _value(cost: Cost) -> Value:
    return Value(shows=Shows.MONEY, numerator=cost.cost_kopecks, parts=(Shows.MONEY, Shows.COUNT))


def _card(asked: Asked, won: _Won) -> Card:
    question, may = asked.question, asked.may(DECIDE)
    now, way = won.in_period(question.last), [won.in_period(start) for start in question.starts]
    return Card(
        code="acquisition_cost", title=_CAC, value=_value(now) if now else None, rows=won.rows if now else "",
        was=won.cell(question.compared(question.last)), way=tuple(_value(one) if one else None for one in way),
        note=gettext("entered, holds from {day}").format(day=date_format(now.month, "DATE_FORMAT")) if now else "",
        help=_(
            "It is entered and not counted: one figure for the whole programme, from a month on. Where it changed"
            " inside a period, the one at the period's end is taken; in the period that goes on, today's."
        ),
        empty=_("Enter what a new customer costs you, and it will stand here beside what keeping one costs.") if may
        else _("Nobody has entered yet what a new customer costs."),
        start=(_("Enter it"), site.url_of("acquisition_cost")) if may else None, good_way=-1,
    )  # fmt: skip


def _chart(board: Board, won: _Won) -> Chart | None:
    chart = board.chart(
        CODE, title=_("Cost of retention and CAC"), wide=True,
        empty=_("Two periods with purchases are needed: who of the first came in the second."),
    )  # fmt: skip
    if chart is None or not chart.there or not won.costs:
        return chart
    line = Series(name=_CAC, cells=tuple(won.cell(start) for start in board.question.starts), is_before=True)
    return replace(chart, series=(*chart.series, line))


def _dearer(board: Board, won: _Won) -> Notice | None:
    """Nothing is said of a period that goes on: few have come again yet."""
    question = board.question
    kept, new = board.last(CODE), won.cell(question.last)
    if question.unfinished or kept is None or not kept.known or new is None:
        return None
    dearer = kept.minor - new.value.minor
    if dearer > 0:
        verdict = gettext("Keeping one was dearer, by {difference}.")
    elif dearer < 0:
        verdict = gettext("Winning one was dearer, by {difference}.")
    else:
        verdict = gettext("That is the same.")
    text = gettext(
        "{period}: the programme gave {kept} for each member who stayed, and a new customer cost {new}. {verdict} These"
        " are two prices: they do not say that anybody stayed because of the programme."
    ).format(
        period=capfirst(name_of(question.kind, question.last)), kept=words.roubles(kept.minor, exact=True),
        new=words.roubles(new.value.minor, exact=True),
        verdict=verdict.format(difference=words.roubles(abs(dearer), exact=True)),
    )  # fmt: skip
    return Notice(text=text)
