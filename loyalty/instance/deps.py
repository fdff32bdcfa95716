"""The state of everything the product leans on, for those who run it."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from loyalty import clock
from loyalty.events.backlog import Backlog, backlog
from loyalty.instance.archive import Archive, archive
from loyalty.instance.degradations import Degradation, found
from loyalty.instance.durability import lacking
from loyalty.instance.fence import is_fenced
from loyalty.instance.last_drill import KeptDrill, last_drill
from loyalty.instance.troubles import in_trouble
from loyalty.jobs.lateness import JobState, job_states
from loyalty.jobs.signs import Signs, signs

_PATIENCE = 0.3  # seconds for Valkey; it hangs sometimes, and whoever asks wants to hear that


@dataclass(frozen=True, kw_only=True)
class Deps:
    """`lacking` names the durability settings that are off; `clock_skew` is how far our clock is ahead of the
    database's; disk is that of OUTBOX_DIR, in bytes."""

    is_fenced: bool
    lacking: tuple[str, ...]
    clock_skew: timedelta
    cache_answers: bool
    broker_answers: bool
    signs: Signs
    jobs: tuple[JobState, ...]
    events: Backlog
    archive: Archive
    drill: KeptDrill | None
    disk_total: int
    disk_free: int
    degradations: tuple[Degradation, ...]


def deps(*, at: datetime) -> Deps:
    """Eight queries; waits 0.6 s for a Valkey that hangs. No page that people wait for calls this."""
    fenced, alive, jobs, events, wal = is_fenced(), signs(), job_states(at=at), backlog(at=at), archive()
    disk = shutil.disk_usage(_existing(settings.OUTBOX_DIR))
    return Deps(
        is_fenced=fenced,
        lacking=lacking(),
        clock_skew=clock.skew(),
        cache_answers=_answers(settings.CACHE_URL),
        broker_answers=_answers(settings.CELERY_BROKER_URL),
        signs=alive,
        jobs=jobs,
        events=events,
        archive=wal,
        drill=last_drill(),
        disk_total=disk.total,
        disk_free=disk.free,
        degradations=found(at=at, fenced=fenced, alive=alive, jobs=jobs, queue=events, wal=wal, others=in_trouble()),
    )


def _answers(url: str) -> bool:
    server = redis.Redis.from_url(
        url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, retry=Retry(NoBackoff(), 0)
    )  # fmt: skip
    try:
        return bool(server.ping())
    except redis.RedisError:
        return False
    finally:
        server.close()


def _existing(folder: Path) -> Path:
    """OUTBOX_DIR is made with the first message."""
    return next(path for path in (folder, *folder.parents) if path.exists())
