"""Retention: do people come back."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from analytics.dashboards.kit.board import Board
from analytics.dashboards.kit.cohorts import cohort_map
from analytics.dashboards.kit.page import Asked, Dashboard
from analytics.dashboards.kit.section import Notice, Section, section
from analytics.dashboards.retention_cost import CODE, retention_cost

SILENT = ("silent_30", "silent_60", "silent_90")
CODES = (
    "retention_strict", "retention_classic", "churn", *SILENT, "repeat_members", "repeat_orders", "frequency",
    "interval", "joining_average_order", "joining_frequency", CODE,
)  # fmt: skip
COHORTS = ("cohort_retention", "cohort_revenue")
WHOLE = 10_000  # a hundred per cent


def build(asked: Asked) -> Sequence[Section]:
    """Both retentions side by side, what they cost, cohorts, silence, habits, before and after joining."""
    board, cohorts = asked.board(CODES), asked.by_month.board(COHORTS)
    return [
        section(
            _over_a_hundred(board),
            board.card("retention_strict", good_way=1), board.card("retention_classic", good_way=1),
            board.card("churn", good_way=-1), board.card("repeat_members", good_way=1),
            board.chart(
                "retention_strict", "retention_classic", code="retention", title=_("Retention, strict and classic"),
                wide=True, empty=_("Two periods with purchases are needed: who of the first came in the second."),
            ),
            title=_("Who came back"),
        ),
        retention_cost(asked, board),
        section(
            cohort_map(cohorts, "cohort_retention"), cohort_map(cohorts, "cohort_revenue"),
            title=_("Cohorts"),
            help=_("A row is everybody whose first purchase fell into that month; to the right, the months since."),
        ),
        section(
            *[board.card(code, good_way=-1) for code in SILENT],
            board.chart(*SILENT, code="silent", title=_("Silent for 30, 60 and 90 days"), wide=True),
            title=_("Who fell silent"),
        ),
        section(
            board.card("repeat_orders", good_way=1), board.card("frequency", good_way=1),
            board.card("interval", good_way=-1),
            board.chart("frequency", compare=True), board.chart("interval", compare=True),
            title=_("Habits"),
        ),
        section(
            *board.cards_by_key("joining_average_order"), *board.cards_by_key("joining_frequency"),
            title=_("Before joining and after"),
        ),
    ]  # fmt: skip


def _over_a_hundred(board: Board) -> Notice | None:
    """Classic retention above a hundred per cent looks like a mistake and is none."""
    values = [board.value("retention_classic", start) for start in board.question.starts]
    if not any(value is not None and value.known and value.minor > WHOLE for value in values):
        return None
    return Notice(
        text=_(
            "Classic retention is above 100 %: besides those who stayed, people came back who had not bought in the "
            "period before and are not new either. Strict retention counts only those who bought in both."
        )
    )


PAGE = Dashboard(
    code="retention", title=_("Retention"), icon="cycle", build=build,
    lead=_("Whether people come back, how soon, what that costs, and when they fall silent."),
)  # fmt: skip
