"""Points: what is issued and spent, what is owed, what will expire."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.dashboards.kit.board import Board
from analytics.dashboards.kit.chart import Chart, Head, Series
from analytics.dashboards.kit.corridor import BURN, burn_words
from analytics.dashboards.kit.key_words import month_head, month_of, months_of_bonus
from analytics.dashboards.kit.page import Asked, Dashboard
from analytics.dashboards.kit.section import Section, section
from analytics.dashboards.owed import read_owed
from analytics.metrics.metric import metrics
from loyalty.money import BONUS

MOVED = (
    "points_issued", "points_brought", "points_spent", "points_expired", "points_clawed_back", "points_given_back",
    "points_adjusted",
)  # fmt: skip
DUE = "points_due"
CODES = (
    *MOVED, "points_outstanding", "points_owed", "burn_rate", "burn_by_cohort", "liability",
)  # fmt: skip


def build(asked: Asked) -> Sequence[Section]:
    """The currency of the programme: its movements, whether it is used, what is owed."""
    board = asked.board(CODES)
    return [
        section(
            *[board.card(code, key=BONUS) for code in MOVED],
            board.chart(
                *MOVED, key=BONUS, kind="bar", code="points", title=_("Movements of points"), wide=True,
                empty=_("Points appear here with the first purchase that earns some."),
            ),
            title=_("Movements"),
        ),
        section(
            board.card("burn_rate", key=BONUS, alarm=burn_words(board.last("burn_rate", BONUS))),
            board.chart(
                "burn_rate", key=BONUS, corridor=BURN, compare=True,
                help=_("The healthy corridor, 20–80 %, is shaded."),
            ),
            _by_cohort(board, "burn_by_cohort"),
            title=_("Are points worth something to members"),
        ),
        section(
            board.card("points_outstanding", key=BONUS), board.card("points_owed", key=BONUS, good_way=-1),
            board.folded_card("liability", prefix=f"{BONUS} ", good_way=-1), read_owed(asked, board).card(),
            _by_cohort(board, "liability"), _ahead(asked.this_period.board([DUE])),
            title=_("What the programme owes"),
        ),
    ]  # fmt: skip


def _by_cohort(board: Board, code: str) -> Chart | None:
    """What stands at the end of the last period of the points earned in each month."""
    if code not in board.known:
        return None
    question = board.question
    keys = [key for key in months_of_bonus(board.keys(code)) if _is_something(board, code, key)]
    cells = tuple(board.cell(code, question.last, key) for key in keys)
    return Chart(
        code=code, kind="bar", title=metrics[code].title, metrics=(code,), corner=_("Earned in"),
        heads=tuple(month_head(key) for key in keys), series=(Series(name=metrics[code].title, cells=cells),),
        corridor=BURN if code == "burn_by_cohort" else None,
        empty=_("The months in which points were earned appear here with the first points."),
    )  # fmt: skip


def _is_something(board: Board, code: str, key: str) -> bool:
    value = board.last(code, key)
    return value is not None and value.known and bool(value.is_ratio or value.numerator)


def _ahead(board: Board) -> Chart | None:
    """By month, as of now."""
    code, start = DUE, board.question.last
    if code not in board.known:
        return None
    keys = [key for key in board.keys(code) if key.startswith(f"{BONUS} ")]
    heads = tuple(month_head(key) if month_of(key) else Head(name=str(_("never"))) for key in keys)
    return Chart(
        code=code, kind="bar", title=_("Points that expire, by month ahead"), metrics=(code,), heads=heads,
        series=(Series(name=metrics[code].title, cells=tuple(board.cell(code, start, key) for key in keys)),),
        corner=_("Expire in"), help=_("As of now, whatever periods are chosen, if nothing is spent before."),
        empty=_("No points are waiting to expire."),
    )  # fmt: skip


PAGE = Dashboard(
    code="points", title=pgettext_lazy("page", "Points and liability"), icon="toll", build=build,
    lead=_("How many points are given and spent, what the programme owes for them, and when they expire."),
)  # fmt: skip
