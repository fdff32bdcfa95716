"""The figures that answer a question: read at once, looked up by metric, period and key."""

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from analytics.dashboards.kit.card import Card
from analytics.dashboards.kit.chart import Cell, Chart, Head, Kind, Series
from analytics.dashboards.kit.periods import name_of, short_name_of
from analytics.dashboards.kit.question import Question
from analytics.dashboards.kit.rows_link import rows_link
from analytics.dashboards.kit.value import Value, value_of
from analytics.figures.read import Span, read_figures
from analytics.figures.read import Value as Figures
from analytics.metrics.metric import Adds, Metric, Subject, metrics
from loyalty.refusals import Words

_EVER = date(2000, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Board:
    """Figures of one cut. What a metric has no rows for in a counted period is nothing for sums and unknown for
    ratios; what was not counted is unknown."""

    question: Question
    counted: frozenset[date]
    figures: dict[tuple[str, date, str], tuple[int, int]]
    running: dict[tuple[str, str], tuple[list[date], list[tuple[int, int]]]]  # what stood after each period
    known: frozenset[str]  # metrics that are counted for this cut and these periods
    opens: frozenset[Subject]  # of which rows behind figures this person may see

    def value(self, code: str, start: date | None, key: str = "") -> Value | None:
        """The figure of a period; of a running metric what stands at the end of it."""
        if start is None or code not in self.known or start not in self.counted:
            return None
        metric = metrics[code]
        found = (
            self._standing(code, start, key) if metric.adds is Adds.RUNNING else self.figures.get((code, start, key))
        )
        if found is None:
            return None if metric.is_ratio else value_of(metric, 0, 0)
        return value_of(metric, *found)

    def _standing(self, code: str, start: date, key: str) -> tuple[int, int] | None:
        days, sums = self.running.get((code, key), ([], []))
        place = bisect_right(days, start)
        return sums[place - 1] if place else None

    def last(self, code: str, key: str = "") -> Value | None:
        """The figure of the last period."""
        return self.value(code, self.question.last, key)

    def keys(self, code: str, start: date | None = None) -> list[str]:
        """What the metric tells apart (in a period)."""
        return sorted({key for what, at, key in self.figures if what == code and (start is None or at == start)})

    def card(self, code: str, *, key: str = "", good_way: int = 0, alarm: Words = "", title: Words = "") -> Card | None:
        """The last period's figure with its way; None for a metric that is not counted here."""
        if code not in self.known:
            return None
        question, value = self.question, self.last(code, key)
        return Card(
            code=code, title=title or metrics[code].title, value=value,
            was=self.cell(code, question.compared(question.last), key),
            way=tuple(self.value(code, start, key) for start in question.starts),
            note="" if value is None else value.of_words, good_way=good_way, alarm=alarm,
            rows=self._rows(code, question.last, key),
        )  # fmt: skip

    def cards_by_key(self, code: str, *, good_way: int = 0) -> list[Card]:
        """A card for each that the metric tells apart."""
        if code not in self.known:
            return []
        titles = metrics[code].key_titles
        found = [(key, self.card(code, key=key, good_way=good_way)) for key in titles or self.keys(code)]
        named = [(card, str(titles.get(key, key)).lower()) for key, card in found if card is not None]
        return [replace(card, title=f"{card.title}: {name}") for card, name in named]

    def cells(self, code: str, key: str = "") -> tuple[Cell | None, ...]:
        """The figures of all periods of the question, with what is behind each."""
        return tuple(self.cell(code, start, key) for start in self.question.starts)

    def cell(self, code: str, start: date | None, key: str = "") -> Cell | None:
        """One of them."""
        value = self.value(code, start, key)
        if value is None or start is None:
            return None
        return Cell(value=value, rows=self._rows(code, start, key))

    def folded(self, code: str, start: date | None, prefix: str = "") -> Value | None:
        """The figures of all keys (that begin so) together; None where none is known."""
        found = [self.value(code, start, key) for key in self.keys(code) if key.startswith(prefix)]
        there = [value for value in found if value is not None]
        if not there:
            return None
        numerator, denominator = sum(one.numerator for one in there), sum(one.denominator for one in there)
        return replace(there[0], numerator=numerator, denominator=denominator)

    def folded_card(self, code: str, *, prefix: str = "", **how: Any) -> Card | None:
        """A card of all keys together."""
        question = self.question
        if code not in self.known:
            return None
        value, before = self.folded(code, question.last, prefix), question.compared(question.last)
        was = self.folded(code, before, prefix)
        return Card(
            code=code, title=metrics[code].title, value=value,
            was=Cell(value=was, rows=self._rows(code, before, prefix, whole=True)) if was and before else None,
            way=tuple(self.folded(code, start, prefix) for start in question.starts),
            note="" if value is None else value.of_words, rows=self._rows(code, question.last, prefix, whole=True),
            **how,
        )  # fmt: skip

    def _rows(self, code: str, start: date, key: str, *, whole: bool = False) -> str:
        """Of what stands at the end of a period, all that came before it is behind it, too."""
        metric, question = metrics[code], self.question
        if metric.subject not in self.opens:
            return ""
        first = min({start, *self.counted}) if metric.adds is Adds.RUNNING else start
        return rows_link(
            metric=metric, kind=question.kind, start=first, last=start, cut=question.cut, key=key, whole=whole
        )

    def over_time(self, code: str, *, key: str = "", name: Words = "") -> Series:
        """The figures of a metric as one line."""
        return Series(name=name or metrics[code].title, cells=self.cells(code, key))

    def compared(self, code: str, key: str = "") -> Series | None:
        """The figures a year before as a pale line, where those are compared with and there are any."""
        question = self.question
        if question.against != "year":
            return None
        found = tuple(self.cell(code, question.compared(start), key) for start in question.starts)
        return Series(name=_("A year before"), cells=found, is_before=True) if any(found) else None

    @property
    def heads(self) -> tuple[Head, ...]:
        """The periods."""
        kind, open_from = self.question.kind, self.question.last if self.question.unfinished else None
        return tuple(
            Head(name=name_of(kind, start), short=short_name_of(kind, start), open=start == open_from)
            for start in self.question.starts
        )

    def chart(self, *codes: str, kind: Kind = "line", key: str = "", compare: bool = False, **how: Any) -> Chart | None:
        """A chart over the periods of those of the metrics that are counted here; None when none is."""
        there = [code for code in codes if code in self.known]
        if not there:
            return None
        lines = [self.over_time(code, key=key) for code in there]
        if compare and (before := self.compared(there[0], key)):
            lines.append(before)
        usual = {"code": there[0], "title": metrics[there[0]].title, "metrics": tuple(there), "corner": _("Period")}
        return Chart(kind=kind, heads=self.heads, series=tuple(lines), **(usual | how))


def read_board(
    question: Question, *, codes: Collection[str], spans: Collection[Span], opens: Collection[Subject]
) -> Board:
    """The figures of these metrics, as far as they are registered and counted for the cut. Two queries at most."""
    known = [code for code in codes if code in metrics and answers(metrics[code], question)]
    running = [code for code in known if metrics[code].adds is Adds.RUNNING]
    starts = {*question.starts, *(before for start in question.starts if (before := question.compared(start)))}
    found: dict[tuple[str, date, str], tuple[int, int]] = {}
    for asked, since in ((sorted({*known} - {*running}), min(starts)), (running, _EVER)):
        for one in _figures(question, asked, since):
            found[one.metric, one.starts, one.key] = (one.numerator, one.denominator)
    return Board(
        question=question, counted=frozenset(span.starts for span in spans if span.counted_at is not None),
        figures=found, running=_sums_so_far(found, frozenset(running)), known=frozenset(known),
        opens=frozenset(opens),
    )  # fmt: skip


def _figures(question: Question, asked: Collection[str], since: date) -> list[Figures]:
    if not asked:
        return []
    return read_figures(
        metrics=asked, kind=question.kind, since=since, until=question.ends, cut=question.cut.kind, of=question.cut.of,
    )  # fmt: skip


def answers(metric: Metric, question: Question) -> bool:
    """Whether a metric is counted for these periods and this cut."""
    return question.kind in metric.kinds and question.cut.kind in metric.cuts


def _sums_so_far(
    found: dict[tuple[str, date, str], tuple[int, int]], running: frozenset[str]
) -> dict[tuple[str, str], tuple[list[date], list[tuple[int, int]]]]:
    sums: dict[tuple[str, str], tuple[list[date], list[tuple[int, int]]]] = {}
    for (code, start, key), (numerator, denominator) in sorted(found.items()):
        if code in running:
            days, pairs = sums.setdefault((code, key), ([], []))
            last = pairs[-1] if pairs else (0, 0)
            days.append(start)
            pairs.append((last[0] + numerator, last[1] + denominator))
    return sums
