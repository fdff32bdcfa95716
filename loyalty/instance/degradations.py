"""What does not work as it should, in words for the people who run the programme."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty import words
from loyalty.events.backlog import Backlog, backlog
from loyalty.instance.archive import Archive, archive
from loyalty.instance.fence import is_fenced
from loyalty.instance.troubles import Trouble, in_trouble
from loyalty.jobs.lateness import JobState, job_states
from loyalty.jobs.signs import Signs, is_silent, signs


@dataclass(frozen=True, kw_only=True)
class Degradation:
    """`code` is stable; `text` is a sentence or two in the active language, with times of the active zone."""

    code: str
    text: str


def degradations(*, at: datetime) -> tuple[Degradation, ...]:
    """Everything that is degraded now, the worst first; empty when all is well. Six small queries; asks nothing of
    Valkey and Celery, so a page may show it whatever hangs."""
    return found(
        at=at, fenced=is_fenced(), alive=signs(), jobs=job_states(at=at), queue=backlog(at=at), wal=archive(),
        others=in_trouble(),
    )  # fmt: skip


def found(
    *,
    at: datetime,
    fenced: bool,
    alive: Signs,
    jobs: tuple[JobState, ...],
    queue: Backlog,
    wal: Archive,
    others: Mapping[str, Trouble],
) -> tuple[Degradation, ...]:
    """The same from what has been read already. No queries."""
    texts = {
        "fenced": _fenced() if fenced else "",
        "background_silent": _silent(alive, at),
        "jobs_late": _late_jobs([job for job in jobs if job.is_late]),
        "events_late": _late_events(queue) if queue.is_late(at=at) else "",
        "archive_failing": _failing() if wal.is_failing else "",
        **{code: trouble.text for code, trouble in others.items()},
    }
    return tuple(Degradation(code=code, text=text) for code, text in texts.items() if text)


def _fenced() -> str:
    return _("This is a restored copy that nobody has confirmed: sales go on, no message leaves.")


def _silent(alive: Signs, at: datetime) -> str:
    """Beat first: when it is silent, a worker has nothing to do and is silent, too."""
    if alive.beat and is_silent(alive.beat, at=at):
        text = _("No background job has been started since {since}: tills work as usual, messages wait.")
        return text.format(since=_when(alive.beat))
    if alive.worker and is_silent(alive.worker, at=at):
        text = _("No background job has run since {since}: tills work as usual, messages wait.")
        return text.format(since=_when(alive.worker))
    return ""


def _late_jobs(late: list[JobState]) -> str:
    return _("Jobs are late: {jobs}.").format(jobs="; ".join(map(_last_run, late))) if late else ""


def _late_events(queue: Backlog) -> str:
    text = ngettext("{count} event waits to be delivered.", "{count} events wait to be delivered.", queue.due)
    return text.format(count=words.number(queue.due))


def _failing() -> str:
    return _("The database's archive for backups fails, and its disk will fill up.")


def _last_run(job: JobState) -> str:
    if job.finished_at is None:
        return _("{job} (never done yet)").format(job=job.title)
    return _("{job} (last done {at})").format(job=job.title, at=_when(job.finished_at))


def _when(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
