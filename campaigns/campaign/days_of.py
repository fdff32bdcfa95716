"""The days on which a campaign can run, as a rule asks for them: with what else is asked it may come to never."""

from datetime import UTC, date, datetime, timedelta

from campaigns.conditions.when import DATE, WEEKDAY
from campaigns.engine.definition import Definition
from loyalty.rules.predicate import All, Compare, Predicate

# Shops have clocks of their own: no zone is further than this from the zero one.
_BEHIND, _AHEAD = timedelta(hours=12), timedelta(hours=14)
_WEEK = 7


def days_of(definition: Definition, *, at: datetime) -> Predicate:
    """What any purchase under it meets, wherever the shop is, once it is published at `at`. Pure."""
    first = _day(max(at, definition.starts_at or at) - _BEHIND)
    asked = [Compare(DATE, "at_least", first.isoformat())]
    if definition.ends_at is not None:
        last = _day(definition.ends_at + _AHEAD)
        asked.append(Compare(DATE, "at_most", last.isoformat()))
        if (last - first).days + 1 < _WEEK:
            days = (first + timedelta(days=n) for n in range((last - first).days + 1))
            asked.append(Compare(WEEKDAY, "one_of", tuple(str(day.isoweekday()) for day in days)))
    return All(tuple(asked))


def _day(instant: datetime) -> date:
    return instant.astimezone(UTC).date()
