"""Conditions about time, by the shop's clock: dates, weekdays, hours."""

from dataclasses import dataclass

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.conditions.condition import CONDITIONS
from loyalty.refusals import Words
from loyalty.rules import params
from loyalty.rules.comparison import comparison_of
from loyalty.rules.fact import Fact, Type
from loyalty.rules.kind import Condition
from loyalty.rules.predicate import All, AnyOf, Compare, Predicate

WEEKDAYS = (
    ("1", _("Monday")), ("2", _("Tuesday")), ("3", _("Wednesday")), ("4", _("Thursday")), ("5", _("Friday")),
    ("6", _("Saturday")), ("7", _("Sunday")),
)  # fmt: skip
_EACH: dict[str, Words] = {
    "1": pgettext_lazy("each week", "Mondays"), "2": pgettext_lazy("each week", "Tuesdays"),
    "3": pgettext_lazy("each week", "Wednesdays"), "4": pgettext_lazy("each week", "Thursdays"),
    "5": pgettext_lazy("each week", "Fridays"), "6": pgettext_lazy("each week", "Saturdays"),
    "7": pgettext_lazy("each week", "Sundays"),
}  # fmt: skip
DATE = Fact(key="date", label=_("Date"), type=Type.DATE, read=lambda scene: scene.local.date().isoformat())
WEEKDAY = Fact(
    key="weekday", label=_("Day of the week"), type=Type.CHOICE, options=WEEKDAYS,
    read=lambda scene: str(scene.local.isoweekday()),
)  # fmt: skip
_CLOCK = Fact(key="time", label=_("Time"), type=Type.TEXT, read=lambda scene: scene.local.strftime("%H:%M"))


@CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class Weekday(Condition):
    """The day of the week, by the shop's clock."""

    code = "weekday"
    sentence = _("on {days}")
    example = {"days": ["6", "7"]}
    days: tuple[str, ...] = params.choices(_("Days of the week"), WEEKDAYS)

    def test(self) -> Predicate:
        return Compare(WEEKDAY, "one_of", self.days)

    def words(self) -> str:
        """«по субботам и воскресеньям»."""
        *others, last = [str(_EACH[day]) for day in self.days]
        days = gettext(" and ").join([", ".join(others), last] if others else [last])
        return str(self.sentence).format(days=days)


@CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class Hours(Condition):
    """A time of day, by the shop's clock: from the first up to, not including, the second. It may go over midnight."""

    code = "hours"
    sentence = _("from {start} to {end}")
    example = {"start": "14:00", "end": "17:00"}
    start: str = params.clock(pgettext_lazy("time", "From"))
    end: str = params.clock(pgettext_lazy("time", "To"))

    def check(self, path: str) -> None:
        if self.start == self.end:
            raise params.refuse(f"{path}.end", _("The hours are empty: the end is the start"))

    def test(self) -> Predicate:
        since, before = Compare(_CLOCK, "at_least", self.start), Compare(_CLOCK, "below", self.end)
        return All((since, before)) if self.start < self.end else AnyOf((since, before))


comparison_of(
    DATE, doc="The date of the purchase by the shop's calendar, both ends included.",
    example={"at_least": "2026-12-01", "at_most": "2026-12-31"}, kinds=CONDITIONS,
)  # fmt: skip
