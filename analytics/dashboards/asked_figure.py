"""The figure that an address asks for the rows of."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest

from analytics.dashboards.kit.cuts import segments, shops, tiers
from analytics.dashboards.kit.key_words import key_name
from analytics.dashboards.kit.periods import KINDS, name_of
from analytics.dashboards.kit.question import EVERYTHING, Cut
from analytics.dashboards.kit.value import Value, value_of
from analytics.metrics.behind import RowsBehind, rows_behind
from analytics.metrics.metric import Adds, Metric, metrics
from analytics.rollup.calendar import bounds_of
from loyalty.admin.kit import shop_of


@dataclass(frozen=True, kw_only=True)
class AskedFigure:
    """Of the periods from the one that starts at `starts` to the one that starts at `last`; `whole` takes all keys that
    begin with `key` together."""

    metric: Metric
    kind: str
    starts: date
    last: date
    cut: Cut
    key: str
    whole: bool

    @property
    def code(self) -> str:
        """Its metric's; a file's name begins with it."""
        return self.metric.code

    @property
    def definitions(self) -> tuple[Metric, ...]:
        """What it shows the definition of."""
        return (self.metric,)

    @property
    def is_all(self) -> bool:
        """Whether it is what stands after all changes so far."""
        return self.metric.adds is Adds.RUNNING and self.last != self.starts

    @property
    def is_change(self) -> bool:
        """Whether it is the change of one period, of a metric that tells what stands."""
        return self.metric.adds is Adds.RUNNING and not self.is_all

    @property
    def period(self) -> str:
        """Its periods in words."""
        last = name_of(self.kind, self.last)
        if self.is_all or self.last == self.starts:
            return last
        return f"{name_of(self.kind, self.starts)} – {last}"

    @property
    def key_words(self) -> str:
        """What of the metric it is, as people call it. One query at most."""
        return key_name(self.metric, self.key) if self.key or (self.metric.keys and not self.whole) else ""

    def rows(self, *, most: int, skip: int = 0) -> RowsBehind:
        """One query; OperationalError where it takes longer than a page may."""
        return rows_behind(
            metric=self.metric.code, kind=self.kind, starts=self.starts, last=self.last, cut=self.cut.kind,
            of=self.cut.of, key=self.key, whole=self.whole, most=most, skip=skip,
        )  # fmt: skip

    def value(self, found: RowsBehind) -> Value:
        """What its rows come to."""
        return value_of(self.metric, found.numerator, found.denominator)


def asked_figure(request: HttpRequest) -> AskedFigure:
    """Http404 for anything that no link of ours says."""
    get = request.GET
    code, kind = get.get("metric", ""), get.get("by", "")
    if code not in metrics or kind not in KINDS:
        raise Http404
    starts = _start(kind, get.get("from", ""))
    last = _start(kind, get["to"]) if "to" in get else starts
    if last < starts or (last != starts and metrics[code].adds is Adds.NOT):
        raise Http404
    return AskedFigure(
        metric=metrics[code], kind=kind, starts=starts, last=last, cut=_cut(request), key=get.get("key", "")[:100],
        whole=get.get("whole") == "1",
    )  # fmt: skip


def _start(kind: str, text: str) -> date:
    try:
        starts = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if not date(2000, 1, 1) <= starts < date(9000, 1, 1) or bounds_of(kind=kind, day=starts).starts != starts:
        raise Http404
    return starts


def _cut(request: HttpRequest) -> Cut:
    code, choices = request.GET.get("cut", ""), shops(request)
    if shop_of(request) is None:
        choices = (EVERYTHING, *choices, *tiers(request), *segments())
    found = next((one for one in choices if one.code == code), None)
    if found is None:
        raise Http404
    return found
