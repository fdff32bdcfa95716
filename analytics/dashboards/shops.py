"""Shops: their league, and when people come."""

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from analytics.dashboards.kit.chart import Cell, Chart, Head, Series
from analytics.dashboards.kit.league import column
from analytics.dashboards.kit.page import Asked, Dashboard
from analytics.dashboards.kit.question import Cut
from analytics.dashboards.kit.section import Section, section
from analytics.dashboards.kit.value import value_of
from analytics.figures.read import read_figures
from analytics.metrics.metric import metrics
from loyalty.refusals import Words

COLUMNS: tuple[tuple[str, str, Words], ...] = (
    ("revenue", "", _("Revenue")),
    ("orders", "", _("Orders")),
    ("average_order", "member", _("Average order of members")),
    ("average_order", "guest", _("Average order of guests")),
    ("active_members", "", _("Members")),
    ("retention_strict", "", _("Retention")),
    ("discount_share", "", _("Discounts")),
)


def build(asked: Asked) -> Sequence[Section]:
    """The last period of every shop, and days and hours of the chosen months."""
    return [
        section(_league(asked), title=_("Shops in the last period")),
        section(_hours(asked.by_month), title=_("When people come")),
    ]


def _league(asked: Asked) -> Chart:
    """Every shop that this person may see. Two queries."""
    question = asked.question
    codes = dict.fromkeys(code for code, _key, _name in COLUMNS if code in metrics)
    found: dict[tuple[str, str, str, bool], Cell] = {}
    before = question.compared(question.last)
    for start, is_before in ((question.last, False), (before, True)):
        if start is not None:
            for one in read_figures(metrics=codes if not is_before else ["revenue"], kind=question.kind, since=start,
                                    until=start + timedelta(days=1), cut="shop", of=None):  # fmt: skip
                value = value_of(metrics[one.metric], one.numerator, one.denominator)
                rows = asked.rows(one.metric, start, start, cut=Cut(kind="shop", of=one.of), key=one.key)
                found[one.metric, one.key, one.of, is_before] = Cell(value=value, rows=rows)
    shops = [cut for cut in asked.cuts if cut.kind == "shop"]
    shops.sort(key=lambda cut: -_amount(found.get(("revenue", "", cut.of, False))))
    series = [
        column(name, [found.get((code, key, cut.of, False)) for cut in shops], is_drawn=code == "revenue")
        for code, key, name in COLUMNS if code in codes
    ]  # fmt: skip
    was = [found.get(("revenue", "", cut.of, True)) for cut in shops]
    series.insert(1, column(_("Revenue before"), was, is_drawn=False))
    return Chart(
        code="shops", kind="league", title=_("League of shops"), metrics=tuple(codes), corner=_("Shop"), wide=True,
        heads=tuple(Head(name=cut.title, link=_page(asked, cut.of)) for cut in shops),
        series=tuple(series) if found else (), empty=_("Shops appear here with their first purchases."),
        help=_("A shop’s members and retention look at its own purchases only."),
    )  # fmt: skip


def _page(asked: Asked, shop: str) -> str:
    return reverse("admin:loyalty_shop_change", args=[shop]) if asked.may("loyalty.view_shop") else ""


def _amount(cell: Cell | None) -> int:
    return 0 if cell is None else cell.value.numerator


def _hours(asked: Asked) -> Chart | None:
    """Revenue by weekday and hour, over all the months. One query."""
    code = "days_and_hours"
    if code not in metrics:
        return None
    found = {key: cell for (_code, key), cell in asked.sums([code]).items()}
    hours = sorted({key.partition("-")[2] for key in found})
    span = [f"{hour:02}" for hour in range(int(hours[0]), int(hours[-1]) + 1)] if hours else []
    return Chart(
        code=code, kind="heat", title=metrics[code].title, metrics=(code,), corner=_("Weekday"), wide=True,
        heads=tuple(Head(name=f"{hour}:00", short=hour) for hour in span),
        series=tuple(
            Series(
                name=WEEKDAYS_ABBR[day],
                cells=tuple(found.get(f"{day + 1}-{hour}") for hour in span),
            )
            for day in range(7)
        ) if found else (),
        help=_("Revenue of the chosen months by the programme’s clock."),
        empty=_("Days and hours appear here with the first purchases."),
    )  # fmt: skip


PAGE = Dashboard(
    code="shops", title=_("Shops"), icon="storefront", build=build,
    lead=_("Which shop brings what, and on which days and hours people come."),
)  # fmt: skip
