"""The registry of due jobs, filled by the packages that own them; they run in the order they were added."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from loyalty.refusals import Words
from loyalty.registries import Registry


@dataclass(frozen=True, kw_only=True)
class Job:
    """`run` does all that is due up to `at`, and doing it again changes nothing.

    `period` names the period that an instant is in: a job is run once in each. What several missed periods left is done
    by the one run after them. None: the job claims its own pieces of work, so any number of runs may share them.
    People are told when nothing was finished for `late_after`; the schedule must be well below it.
    """

    title: Words
    run: Callable[[datetime], object]
    period: Callable[[datetime], str] | None
    late_after: timedelta = timedelta(minutes=30)


due_jobs: Registry[Job] = Registry("due jobs")


def every(length: timedelta) -> Callable[[datetime], str]:
    """Periods of this length, counted in UTC: no hour is skipped or repeated."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return lambda at: (at - (at - epoch) % length).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
