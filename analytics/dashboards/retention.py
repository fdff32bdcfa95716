"""Retention: do people come back."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from analytics.dashboards.kit.board import Board
from analytics.dashboards.kit.page import Asked, dashboard
from analytics.dashboards.kit.section import Notice, Section, section

CODES = (
    "retention_strict", "retention_classic", "churn", "silent_30", "silent_60", "silent_90", "repeat_members",
    "repeat_orders", "frequency", "interval", "before_after_joining", "cohort_retention", "cohort_revenue",
)  # fmt: skip


def build(asked: Asked) -> Sequence[Section]:
    """Both retentions side by side, silence, cohorts, habits."""
    board = asked.board(CODES)
    return [
        section(
            _over_a_hundred(board),
            board.card("retention_strict", good_way=1), board.card("retention_classic", good_way=1),
            board.card("churn", good_way=-1),
            board.chart(
                "retention_strict", "retention_classic", code="retention", title=_("Retention, strict and classic"),
                wide=True, empty=_("Two periods with purchases are needed: who of the first came in the second."),
            ),
            title=_("Who came back"),
        ),
        section(
            board.card("silent_30", good_way=-1), board.card("silent_60", good_way=-1),
            board.card("silent_90", good_way=-1),
            board.chart("silent_30", "silent_60", "silent_90", code="silent", title=_("Silent for 30, 60 and 90 days")),
            title=_("Who fell silent"),
        ),
        section(
            board.card("repeat_members", good_way=1), board.card("repeat_orders", good_way=1),
            board.card("frequency", good_way=1), board.card("interval", good_way=-1),
            *board.cards_by_key("before_after_joining"),
            board.chart("frequency", compare=True), board.chart("interval", compare=True),
            title=_("Habits"),
        ),
    ]  # fmt: skip


def _over_a_hundred(board: Board) -> Notice | None:
    """Classic retention above a hundred per cent looks like a mistake and is none."""
    values = [board.value("retention_classic", start) for start in board.question.starts]
    if not any(value is not None and value.known and value.minor > 10_000 for value in values):
        return None
    return Notice(
        text=_(
            "Classic retention is above 100 %: besides those who stayed, people came back who had not bought in the "
            "period before and are not new either. Strict retention counts only those who bought in both."
        )
    )


dashboard(
    code="retention", title=_("Retention"), icon="cycle", build=build,
    lead=_("Whether people come back, how soon, and when they fall silent."),
)  # fmt: skip
