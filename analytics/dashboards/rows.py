"""The rows behind one figure, with the sums that make it."""

from dataclasses import dataclass
from datetime import date

from django.db import OperationalError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.dashboards.kit.cuts import segments, shops, tiers
from analytics.dashboards.kit.page import VIEW, dashboards
from analytics.dashboards.kit.parts import parts_of
from analytics.dashboards.kit.periods import KINDS, name_of
from analytics.dashboards.kit.question import EVERYTHING, Cut
from analytics.dashboards.kit.rows_link import PERMISSIONS
from analytics.dashboards.kit.value import Value, value_of
from analytics.dashboards.subjects import Shown, shown
from analytics.metrics.behind import Behind, RowsBehind, rows_behind
from analytics.metrics.metric import Adds, Metric, Subject, metrics
from analytics.rollup.calendar import bounds_of
from loyalty import words
from loyalty.admin.kit import shop_of
from loyalty.admin.site import require, site
from loyalty.refusals import Words

PAGE = 100
_HEADS: dict[Subject, Words] = {
    Subject.ORDER: pgettext_lazy("what is bought", "Order"),
    Subject.MEMBER: _("Member"),
    Subject.LINE: _("Line of an order"),
    Subject.ENTRY: _("Entry"),
    Subject.COUPON: _("Coupon"),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """`shown` is None for what is no longer there."""

    subject: int
    shown: Shown | None
    numerator: str
    denominator: str


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What an address asks for."""

    metric: Metric
    kind: str
    starts: date
    cut: Cut
    key: str
    page: int


def rows(request: HttpRequest) -> HttpResponseBase:
    """Whoever may not see such rows is refused; names of members are as full as the employee may see them."""
    asked = _asked(request)
    require(request, PERMISSIONS[asked.metric.subject])
    try:
        found: RowsBehind | None = rows_behind(
            metric=asked.metric.code, kind=asked.kind, starts=asked.starts, cut=asked.cut.kind, of=asked.cut.of,
            key=asked.key, most=PAGE, skip=asked.page * PAGE,
        )  # fmt: skip
    except OperationalError:  # the statement took longer than a page may
        found = None
    return site.page(
        request, "analytics/rows.html", title=asked.metric.title, asked=asked, found=found,
        lines=_lines(request, asked.metric, found.rows if found else ()),
        value=_whole(asked.metric, found) if found else None, head=_HEADS[asked.metric.subject],
        period=name_of(asked.kind, asked.starts), count=words.number(found.count) if found else "",
        is_change=asked.metric.adds is Adds.RUNNING, before=asked.page - 1 if asked.page else None,
        after=asked.page + 1 if found and found.count > (asked.page + 1) * PAGE else None,
        trail=((_("Analytics"), site.url_of(f"analytics_{next(code for code, _page in dashboards)}")),),
    )  # fmt: skip


def _asked(request: HttpRequest) -> Figure:
    """Http404 for anything that no link of ours says."""
    get = request.GET
    code, kind, page = get.get("metric", ""), get.get("by", ""), get.get("page", "0")
    if code not in metrics or kind not in KINDS or not (page.isascii() and page.isdigit() and len(page) < 7):
        raise Http404
    try:
        starts = date.fromisoformat(get.get("from", ""))
    except ValueError as error:
        raise Http404 from error
    if not date(2000, 1, 1) <= starts < date(9000, 1, 1) or bounds_of(kind=kind, day=starts).starts != starts:
        raise Http404
    return Figure(
        metric=metrics[code], kind=kind, starts=starts, cut=_cut(request), key=get.get("key", "")[:100],
        page=int(page),
    )  # fmt: skip


def _cut(request: HttpRequest) -> Cut:
    code, choices = request.GET.get("cut", ""), shops(request)
    if shop_of(request) is None:
        choices = (EVERYTHING, *choices, *tiers(request), *segments())
    found = next((one for one in choices if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _lines(request: HttpRequest, metric: Metric, found: tuple[Behind, ...]) -> list[Line]:
    parts = parts_of(metric)
    names = shown(request, subject=metric.subject, ids={row.subject for row in found})
    return [
        Line(
            subject=row.subject, shown=names.get(row.subject),
            numerator=Value(shows=parts[0], numerator=row.numerator).text,
            denominator=Value(shows=parts[1], numerator=row.denominator).text,
        )
        for row in found
    ]  # fmt: skip


def _whole(metric: Metric, found: RowsBehind) -> Value:
    return value_of(metric, found.numerator, found.denominator)


site.add_page("analytics/rows/", rows, name="analytics_rows", permission=VIEW)
