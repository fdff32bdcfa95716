"""What is asked of a page. All of it stands in the address, so that a link shows a colleague the same figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from analytics.dashboards.kit.periods import KINDS, moved, name_of, year_before
from analytics.rollup.calendar import bounds_of

AGAINST: dict[str, Promise] = {
    "previous": _("the period before"),
    "year": _("the same period of the year before"),
    "none": pgettext_lazy("compared with", "nothing"),
}
USUAL = {"week": 26, "month": 12, "quarter": 8, "year": 5}  # how many periods are shown unless somebody asks
MOST = 120
_OLDEST = date(2000, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A part of the programme: `of` is the shop's number or the code of the tier or segment; all of it by default."""

    kind: str = "all"
    of: str = ""
    title: str = ""

    @property
    def code(self) -> str:
        return "" if self.kind == "all" else f"{self.kind}:{self.of}"


EVERYTHING = Cut()


@dataclass(frozen=True, kw_only=True)
class Question:
    """Whole periods of one kind from the one that starts at `first` to the one that starts at `last`, both shown."""

    kind: str
    first: date
    last: date
    today: date
    against: str = "previous"
    cut: Cut = EVERYTHING
    faults: tuple[str, ...] = ()

    @property
    def starts(self) -> tuple[date, ...]:
        """The first days of the periods, in order."""
        found, start = [], self.first
        while start <= self.last:
            found.append(start)
            start = moved(self.kind, start, 1)
        return tuple(found)

    @property
    def ends(self) -> date:
        """The day after the last one."""
        return moved(self.kind, self.last, 1)

    @property
    def until(self) -> date:
        """The last day."""
        return self.ends - timedelta(days=1)

    def end_of(self, start: date) -> date:
        """The last day of the period that starts at `start`; today where it still goes on."""
        return min(moved(self.kind, start, 1) - timedelta(days=1), self.today)

    @property
    def unfinished(self) -> bool:
        """Whether the last period still goes on."""
        return self.ends > self.today

    def compared(self, start: date) -> date | None:
        """The start of the period that the one which starts at `start` is held against."""
        if self.against == "none":
            return None
        return moved(self.kind, start, -1) if self.against == "previous" else year_before(self.kind, start)

    @property
    def compared_words(self) -> str:
        """«к октябрю 2026»: what changes of the last period are measured from."""
        before = self.compared(self.last)
        return "" if before is None else name_of(self.kind, before)

    @property
    def span(self) -> str:
        """The days in words: «1 декабря 2025 – 30 ноября 2026»."""
        return f"{date_format(self.first, 'DATE_FORMAT')} – {date_format(self.until, 'DATE_FORMAT')}"

    def query(self, **changes: str) -> str:
        """The question as the end of an address; `changes` replace parts of it."""
        parts = {
            "by": self.kind,
            "from": self.first.isoformat(),
            "to": self.until.isoformat(),
            "against": self.against,
            "cut": self.cut.code,
        }
        return urlencode({name: value for name, value in (parts | changes).items() if value})


def read_question(
    asked: Mapping[str, str], *, cuts: Sequence[Cut], only: Cut | None, today: date, since: date | None
) -> Question:
    """The question of an address. What is wrong in it is told in `faults`, and the usual stands in its place.

    `cuts` are the parts there are, `only` the one that this person may see; `since` is the first day with figures.
    """
    faults: list[str] = []
    kind = _one_of(asked, "by", KINDS, "month", gettext("There are no such periods: months are shown."), faults)
    against = _one_of(
        asked,
        "against",
        AGAINST,
        "previous",
        gettext("There is no such comparison: the period before is taken."),
        faults,
    )
    first, last = _bounds(asked, kind, today, since, faults)
    question = Question(kind=kind, first=first, last=last, today=today, against=against)
    return replace(question, cut=_cut(asked, cuts, only, faults), faults=tuple(faults))


def _one_of(
    asked: Mapping[str, str], name: str, known: Mapping[str, object], usual: str, fault: str, faults: list[str]
) -> str:
    value = asked.get(name) or usual
    if value in known:
        return value
    faults.append(fault)
    return usual


def _bounds(
    asked: Mapping[str, str], kind: str, today: date, since: date | None, faults: list[str]
) -> tuple[date, date]:
    """The usual end is the last finished period; in a programme younger than that, the one that goes on."""
    now = bounds_of(kind=kind, day=today).starts
    finished = moved(kind, now, -1)
    usual = finished if since is not None and since < now else now
    last = _day(asked, "to", faults)
    last = usual if last is None else bounds_of(kind=kind, day=last).starts
    if last > now:
        faults.append(gettext("Days that have not come yet are left out."))
        last = now
    first = _day(asked, "from", faults)
    first = moved(kind, last, 1 - USUAL[kind]) if first is None else bounds_of(kind=kind, day=first).starts
    if first > last:
        faults.append(gettext("The end is before the beginning: the usual length is shown."))
        first = moved(kind, last, 1 - USUAL[kind])
    if first < (longest := moved(kind, last, 1 - MOST)):
        faults.append(gettext("Only the last {count} periods are shown.").format(count=MOST))
        first = longest
    return first, last


def _day(asked: Mapping[str, str], name: str, faults: list[str]) -> date | None:
    text = asked.get(name, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        faults.append(gettext("“{text}” is not a date.").format(text=text[:20]))
        return None
    if not _OLDEST <= day < date(9000, 1, 1):
        faults.append(gettext("“{text}” is too far away.").format(text=text[:20]))
        return None
    return day


def _cut(asked: Mapping[str, str], cuts: Sequence[Cut], only: Cut | None, faults: list[str]) -> Cut:
    code = asked.get("cut", "")
    if only is not None:
        if code and code != only.code:
            faults.append(gettext("You see your own shop only."))
        return only
    found = next((one for one in cuts if one.code == code), None) if code else EVERYTHING
    if found is None:
        faults.append(gettext("There is no such shop, tier or segment: the whole programme is shown."))
    return found or EVERYTHING
