"""Signs of life of the background work: who starts jobs, and who runs them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from loyalty.jobs.models import Sign

BEAT = "beat"  # starts jobs by the clock
WORKER = "worker"  # has run one; without a broker `manage.py run_due` is both
EVERY = timedelta(seconds=15)
SILENT_AFTER = timedelta(minutes=3)


@dataclass(frozen=True, kw_only=True)
class Signs:
    """The last signs; None of a part that has never been here."""

    beat: datetime | None
    worker: datetime | None


def signs() -> Signs:
    """One query."""
    seen = dict(Sign.objects.values_list("part", "at"))
    return Signs(beat=seen.get(BEAT), worker=seen.get(WORKER))


def is_silent(last: datetime | None, *, at: datetime) -> bool:
    """Whether a part that had been here has said nothing for three minutes."""
    return last is not None and at - last > SILENT_AFTER
