"""Overview: money, members, points, and the three questions an owner asks first."""

from collections.abc import Sequence

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from analytics.dashboards.kit.board import Board
from analytics.dashboards.kit.corridor import BURN, burn_words
from analytics.dashboards.kit.page import Asked, Dashboard
from analytics.dashboards.kit.periods import name_of
from analytics.dashboards.kit.section import Notice, Section, section
from analytics.dashboards.kit.value import change
from analytics.dashboards.owed import Owed, read_owed
from loyalty.admin.site import site
from loyalty.money import BONUS

CODES = (
    "revenue", "orders", "average_order", "programme_cost", "discount_share", "active_members", "new_members",
    "repeat_members", "retention_strict", "points_issued", "points_spent", "points_expired", "points_outstanding",
    "burn_rate", "liability",
)  # fmt: skip
_BONUS = f"{BONUS} "  # keys of a unit and a month
FELL = 500  # hundredths of a per cent: a retention that fell by more is worth a look


def build(asked: Asked) -> Sequence[Section]:
    """What there is of each; nothing for what is not counted."""
    board = asked.board(CODES)
    owed = read_owed(asked, board)
    return [
        section(*alarms(asked, board, owed), title=_("What needs you")),
        section(
            board.card("revenue", good_way=1), board.card("orders", good_way=1),
            *board.cards_by_key("average_order", good_way=1), board.card("programme_cost", good_way=-1),
            board.card("discount_share", good_way=-1),
            board.chart(
                "revenue", kind="bar", compare=True, wide=True,
                empty=_("Revenue by period will stand here from the first purchase on."),
            ),
            title=_("Money"),
        ),
        section(
            board.card("active_members", good_way=1), board.card("new_members", good_way=1),
            board.card("repeat_members", good_way=1), board.card("retention_strict", good_way=1),
            board.chart(
                "active_members", "new_members", code="members", title=_("Members with a purchase, and new ones"),
                empty=_("Members appear here when somebody buys with a card or a phone number."),
            ),
            board.chart("retention_strict", compare=True, kind="line"),
            title=_("Members"),
        ),
        section(
            board.card("points_issued", key=BONUS), board.card("points_spent", key=BONUS),
            board.card("points_outstanding", key=BONUS),
            board.card("burn_rate", key=BONUS, alarm=burn_words(board.last("burn_rate", BONUS))),
            board.folded_card("liability", prefix=_BONUS, good_way=-1), owed.card(),
            board.chart(
                "points_issued", "points_spent", "points_expired", key=BONUS, kind="bar", code="points",
                title=_("Points issued, spent and expired"),
                empty=_("Points appear here with the first purchase that earns some."),
            ),
            board.chart("burn_rate", key=BONUS, corridor=BURN, help=_("The healthy corridor, 20–80 %, is shaded.")),
            title=pgettext_lazy("analytics", "Points"),
        ),
    ]  # fmt: skip


def alarms(asked: Asked, board: Board, owed: Owed) -> list[Notice]:
    """Do people come back, is the currency worth something, does the debt outgrow the sales: each said either way."""
    found = (_coming_back(asked, board), _burning(asked, board), _owing(asked, board, owed))
    return [one for one in found if one is not None]


def _coming_back(asked: Asked, board: Board) -> Notice | None:
    question = asked.question
    now, was = board.last("retention_strict"), board.value("retention_strict", question.compared(question.last))
    if now is None or not now.known:
        return None
    moved = change(now, was)
    fell = was is not None and was.known and was.minor - now.minor > FELL
    text = gettext("{share} of those who bought in the period before bought again.").format(share=now.text)
    if moved is not None:
        change_words = gettext("Change: {change}").format(change=moved.text)
        text = f"{text} {change_words}"
    return _notice(asked, "retention", text, bad=fell)


def _burning(asked: Asked, board: Board) -> Notice | None:
    value = board.last("burn_rate", BONUS)
    if value is None or not value.known:
        return None
    text, words = gettext("{share} of the points issued are spent.").format(share=value.text), burn_words(value)
    good = gettext("That is within 20–80 %.")
    return _notice(asked, "points", f"{text} {words or good}", bad=bool(words))


def _owing(asked: Asked, board: Board, owed: Owed) -> Notice | None:
    """Against sales: what is owed may grow with them, not faster."""
    question = asked.question
    before = question.compared(question.last)
    debt, sales = owed.value(question.last), board.last("revenue")
    if debt is None or sales is None:
        return None
    debt_was, sales_was = owed.value(before), board.value("revenue", before)
    text = gettext("The programme owes {debt} in points.") if question.unfinished else gettext(
        "At the end of the period “{period}” the programme owed {debt} in points."
    )  # fmt: skip
    text = text.format(debt=debt.text, period=name_of(question.kind, question.last))
    if debt_was is None or sales_was is None or debt_was.minor <= 0 or sales_was.minor <= 0:
        return _notice(asked, "points", text, bad=False)
    faster = debt.minor * sales_was.minor > sales.minor * debt_was.minor and debt.minor > debt_was.minor
    grown = change(debt, debt_was)
    if faster and grown is not None:
        faster_words = gettext("It grew by {change}, faster than sales.").format(change=grown.text.lstrip("+"))
        text = f"{text} {faster_words}"
    return _notice(asked, "points", text, bad=faster)


def _notice(asked: Asked, page: str, text: str, *, bad: bool) -> Notice:
    address = f"{site.url_of(f'analytics_{page}')}?{asked.question.query()}"
    return Notice(text=text, tone="warn" if bad else "good", label=gettext("Open"), address=address)


PAGE = Dashboard(
    code="overview", title=_("What the programme brings"), icon="monitoring", build=build,
    lead=_("Are people coming back, what does it cost, and what is owed: the last period, and the way to it."),
)  # fmt: skip
