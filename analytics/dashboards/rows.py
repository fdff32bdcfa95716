"""The rows behind one figure, with the sums that make it; and the same as a file."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from analytics.dashboards.asked_figure import AskedFigure, asked_figure
from analytics.dashboards.kit.page import VIEW, dashboards
from analytics.dashboards.kit.page_number import PAGE, page_of
from analytics.dashboards.kit.parts import parts_of
from analytics.dashboards.kit.rows_link import PERMISSIONS, rows_link
from analytics.dashboards.kit.value import Value
from analytics.dashboards.subjects import HEADS, Shown, shown
from analytics.dashboards.take_rows import take_rows
from analytics.metrics.behind import Behind, RowsBehind
from loyalty import words
from loyalty.admin.exports import FORMATS, file_of
from loyalty.admin.kit import say, staff
from loyalty.admin.member_words import UNMASK
from loyalty.admin.site import require, site
from loyalty.clock import now
from loyalty.refusals import Refusal, Words

_TOO_MUCH = _("There is too much behind this figure to be listed in time. Choose a shorter period or one shop.")


@dataclass(frozen=True, kw_only=True)
class Line:
    """`shown` is None for what is no longer there."""

    subject: int
    shown: Shown | None
    numerator: str
    denominator: str


def rows(request: HttpRequest) -> HttpResponseBase:
    """Whoever may not see such rows is refused; names of members are as full as the employee may see them."""
    asked, page = asked_figure(request), page_of(request)
    require(request, PERMISSIONS[asked.metric.subject])
    try:
        found: RowsBehind | None = asked.rows(most=PAGE, skip=page.skip)
    except OperationalError:  # the statement took longer than a page may
        found = None
    change = rows_link(
        metric=asked.metric, kind=asked.kind, start=asked.last, cut=asked.cut, key=asked.key, whole=asked.whole
    )
    return site.page(
        request, "analytics/rows.html", title=asked.metric.title, asked=asked, found=found, too_much=_TOO_MUCH,
        lines=_lines(request, asked, found.rows if found else ()), value=asked.value(found) if found else None,
        head=HEADS[asked.metric.subject], count=words.number(found.count) if found else "", formats=FORMATS,
        sums=_sums(asked, found) if found else (), change=change if asked.is_all else "",
        trail=_trail(), **page.beside(found.count if found else 0),
    )  # fmt: skip


def take(request: HttpRequest) -> HttpResponseBase:
    """The rows as a file, by POST: what leaves the house is written down."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    asked, ending = asked_figure(request), request.POST.get("format", "")
    if ending not in FORMATS:
        raise Http404
    require(request, PERMISSIONS[asked.metric.subject])
    try:
        tables = take_rows(asked=asked, format=ending, by=staff(request).pk, at=now())
    except Refusal as refusal:
        say(request, refusal)
    except OperationalError:
        messages.error(request, str(_TOO_MUCH))
    else:
        return file_of(tables, f"{asked.code}-{asked.starts}-{asked.last}.{ending}")
    return redirect(f"{reverse('admin:analytics_rows')}?{request.GET.urlencode()}")


def _sums(asked: AskedFigure, found: RowsBehind) -> tuple[str, str]:
    adds, beside = parts_of(asked.metric)
    return (
        Value(shows=adds, numerator=found.numerator).text, Value(shows=beside, numerator=found.denominator).text
    )  # fmt: skip


def _trail() -> tuple[tuple[Words, str], ...]:
    return ((_("Analytics"), site.url_of(f"analytics_{next(code for code, _page in dashboards)}")),)


def _lines(request: HttpRequest, asked: AskedFigure, found: tuple[Behind, ...]) -> list[Line]:
    parts, full = parts_of(asked.metric), staff(request).has_perm(UNMASK)
    names = shown(subject=asked.metric.subject, ids={row.subject for row in found}, full=full)
    return [
        Line(
            subject=row.subject, shown=names.get(row.subject),
            numerator=Value(shows=parts[0], numerator=row.numerator).text,
            denominator=Value(shows=parts[1], numerator=row.denominator).text,
        )
        for row in found
    ]  # fmt: skip


site.add_page("analytics/rows/", rows, name="analytics_rows", permission=VIEW)
site.add_page("analytics/rows/take/", take, name="analytics_take_rows", permission=VIEW)
