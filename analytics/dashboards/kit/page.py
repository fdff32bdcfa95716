"""Pages: the address's question, what a page makes of it, and its charts as files."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.dashboards.kit.board import Board, answers, read_board
from analytics.dashboards.kit.chart import Cell
from analytics.dashboards.kit.cuts import segments, shops, tiers
from analytics.dashboards.kit.periods import KINDS, moved, year_before
from analytics.dashboards.kit.question import AGAINST, EVERYTHING, Cut, Question, read_question
from analytics.dashboards.kit.rows_link import PERMISSIONS, rows_link
from analytics.dashboards.kit.section import Section
from analytics.dashboards.kit.take_away import take_away
from analytics.dashboards.kit.value import value_of
from analytics.figures.read import Span, as_of, periods_of, sum_figures
from analytics.metrics.metric import Subject, metrics
from analytics.rollup.calendar import bounds_of
from loyalty.admin.exports import FORMATS, file_of
from loyalty.admin.kit import shop_of
from loyalty.admin.site import programme_of, site
from loyalty.clock import now
from loyalty.refusals import Words
from loyalty.registries import Registry

VIEW = "analytics.view_figure"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a page is built from. `cuts` are those this person may choose."""

    request: HttpRequest
    question: Question
    at: datetime
    spans: tuple[Span, ...]
    cuts: tuple[Cut, ...]

    def board(self, codes: Collection[str]) -> Board:
        """The figures of these metrics. Two queries at most."""
        return read_board(self.question, codes=codes, spans=self.spans, opens=self.opens)

    @property
    def opens(self) -> frozenset[Subject]:
        """Of what this person may see the rows behind figures."""
        return frozenset(subject for subject, permission in PERMISSIONS.items() if self.may(permission))

    def rows(self, code: str, first: date, last: date, *, cut: Cut, key: str = "", whole: bool = False) -> str:
        """The address of the rows behind a figure of these periods; empty for whoever may not see them."""
        if metrics[code].subject not in self.opens:
            return ""
        return rows_link(
            metric=metrics[code], kind=self.question.kind, start=first, last=last, cut=cut, key=key, whole=whole
        )

    @property
    def by_month(self) -> "Asked":
        """The same span by months: what is counted by months only."""
        question = self.question
        if question.kind == "month":
            return self
        first, last = question.first.replace(day=1), question.end_of(question.last).replace(day=1)
        asked = replace(question, kind="month", first=first, last=last)
        return replace(self, question=asked, spans=tuple(periods_of(kind="month")))

    @property
    def this_period(self) -> "Asked":
        """Only the period that goes on: what is told as of now."""
        question = self.question
        start = bounds_of(kind=question.kind, day=question.today).starts
        return replace(self, question=replace(question, first=start, last=start, against="none"))

    def sums(
        self,
        codes: Collection[str],
        *,
        keys: Collection[str] | None = None,
        most: int | None = None,
        before: bool = False,
    ) -> dict[tuple[str, str], Cell]:
        """Metrics that add up over all periods of the question, by metric and key, the largest first. `before`: over as
        many periods before them (or a year before). One query."""
        question, known = self.question, [code for code in codes if code in metrics]
        known = [code for code in known if answers(metrics[code], question)]
        first, ends = question.first, question.ends
        if before:
            back = year_before if question.against == "year" else partial(moved, periods=-len(question.starts))
            first, ends = back(question.kind, first), back(question.kind, ends)
        found = sum_figures(
            metrics=known, kind=question.kind, since=first, until=ends, cut=question.cut.kind, of=question.cut.of,
            keys=keys, most=most,
        )  # fmt: skip
        last = moved(question.kind, ends, -1)
        return {
            (one.metric, one.key): Cell(
                value=value_of(metrics[one.metric], one.numerator, one.denominator),
                rows=self.rows(one.metric, first, last, cut=question.cut, key=one.key),
            )
            for one in found
        }

    def may(self, permission: str) -> bool:
        return self.request.user.has_perm(permission)


Build = Callable[[Asked], Sequence[Section]]


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    code: str
    title: Promise
    lead: Words
    icon: str
    build: Build


dashboards: Registry[Dashboard] = Registry("dashboards")


def add_dashboard(page: Dashboard) -> None:
    """Puts a page at `analytics/<code>/`, after those that are there already."""
    dashboards.add(page.code, page)
    site.add_page(f"analytics/{page.code}/", partial(show, page=page), name=f"analytics_{page.code}", permission=VIEW)


def ask(request: HttpRequest) -> Asked:
    """The question of this address. Four queries."""
    at = now()
    choices = shops(request)
    only = choices[0] if shop_of(request) is not None and choices else None
    cuts = choices if only else (*choices, *tiers(request), *segments())
    by = request.GET.get("by", "")
    spans = tuple(periods_of(kind=by if by in KINDS else "month"))
    question = read_question(
        request.GET, cuts=cuts, only=only, today=at.astimezone(programme_of(request).zone).date(),
        since=next((span.starts for span in spans if span.counted_at is not None), None),
    )  # fmt: skip
    return Asked(request=request, question=question, at=at, spans=spans, cuts=cuts)


def show(request: HttpRequest, *, page: Dashboard) -> HttpResponseBase:
    """The page."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    asked = ask(request)
    sections = [part for part in page.build(asked) if part.there]
    return site.page(request, "analytics/page.html", title=page.title, page=page, sections=sections, **frame(asked))


def frame(asked: Asked) -> dict[str, Any]:
    """What every page of analytics has around it."""
    groups = ((_("Shops"), "shop"), (_("Tiers"), "tier"), (_("Segments"), "segment"))
    return {
        "question": asked.question, "kinds": KINDS, "against": AGAINST, "as_of": as_of(), "formats": FORMATS,
        "everything": EVERYTHING if shop_of(asked.request) is None else None,
        "cuts": [(title, [one for one in asked.cuts if one.kind == kind]) for title, kind in groups],
        "tabs": [(one.title, f"admin:analytics_{code}") for code, one in dashboards],
        "counted": any(span.counted_at for span in asked.spans),
    }  # fmt: skip


def take(request: HttpRequest, page: str, chart: str) -> HttpResponseBase:
    """A chart of a page as a file, by POST: what leaves the house is written down."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    ending = request.POST.get("format", "")
    if page not in dashboards or ending not in FORMATS:
        raise Http404
    asked = ask(request)
    found = {one.code: one for part in dashboards[page].build(asked) for one in part.charts}
    if chart not in found:
        raise Http404
    tables = take_away(chart=found[chart], page=page, format=ending, question=asked.question.query())
    name = f"{page}-{chart}-{asked.question.first}-{asked.question.last}.{ending}"
    return file_of(tables, name)


site.add_page("analytics/<slug:page>/take/<slug:chart>/", take, name="analytics_take", permission=VIEW)
