"""How the product runs: what is degraded, the queue of events, jobs, backups, the fence, and what waits for people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty import words
from loyalty.admin.kit import staff
from loyalty.admin.member_actions import ReasonForm
from loyalty.admin.parked import heaps
from loyalty.admin.proof import is_old
from loyalty.admin.schedule import how_often
from loyalty.admin.site import programme_of, site
from loyalty.admin.staff_words import person
from loyalty.clock import now
from loyalty.events.backlog import MOST, Backlog, backlog
from loyalty.instance.archive import archive
from loyalty.instance.confirm_restore import confirm_restore
from loyalty.instance.fence import is_fenced
from loyalty.instance.last_drill import KeptDrill, last_drill
from loyalty.instance.models import Confirmation
from loyalty.jobs.lateness import JobState, job_states
from loyalty.jobs.runs import LastRun, last_runs
from loyalty.jobs.schedule import Scheduled, schedule
from loyalty.jobs.signs import signs
from loyalty.ledger.freezes import frozen_accounts
from loyalty.ledger.last_proof import last_proof, nights_in_a_row
from loyalty.limits.guesses import Guesses, guesses
from loyalty.limits.limit import (
    ANSWERS,
    CERTIFICATE_TRIES,
    INVITATION_CODES,
    STAFF_SIGN_INS,
    WRONG_CODES,
    WRONG_CODES_OF_SHOP,
    Limit,
)
from loyalty.messages.unsent import unsent
from loyalty.refusals import Words


@dataclass(frozen=True)
class JobRow:
    """A job of the schedule: when it ran, how long it took, when it runs next, and what is wrong with it."""

    title: str
    often: str
    last_at: datetime | None
    seconds: str
    next_at: datetime | None
    failed: int
    tone: str
    state: str


# What guessers try, and what it is called.
GUESSED: tuple[tuple[Limit, Words], ...] = (
    (WRONG_CODES, _("wrong coupon codes, by member or till")),
    (WRONG_CODES_OF_SHOP, _("wrong coupon codes of guests, by shop")),
    (CERTIFICATE_TRIES, _("wrong PINs, by certificate")),
    (INVITATION_CODES, _("invitation codes, by member")),
    (ANSWERS, _("one-time codes, by contact")),
    (STAFF_SIGN_INS, _("passwords of employees, by login")),
)


def _guessed(at: datetime) -> list[tuple[Words, Guesses]]:
    found = guesses(limits=[limit for limit, _said in GUESSED], at=at)
    return [(said, found[limit.code]) for limit, said in GUESSED if limit.code in found]


def operations(request: HttpRequest) -> HttpResponse:
    """One screen for whoever keeps it running. A dozen small queries; it asks nothing of Valkey and Celery."""
    at = now()
    zone = programme_of(request).zone
    fenced, alive, jobs, queue, wal = is_fenced(), signs(), job_states(at=at), backlog(at=at), archive()
    proof, drill = last_proof(), last_drill()
    waiting, some = unsent(at=at, today=at.astimezone(zone).date())
    return site.page(
        request, "loyalty/admin/operations.html", title=_("How it runs"),
        fenced=fenced,
        confirmed=Confirmation.objects.order_by("-id").first(), may_confirm=_may_confirm(request),
        proof=proof, proof_is_old=is_old(proof, at), nights=nights_in_a_row(zone=zone), frozen=len(frozen_accounts()),
        tiles=_tiles(queue, at), jobs=_jobs(jobs, at), signs=alive, wal=wal, drill=drill,
        drill_days=(at - drill.at).days if drill else None, drill_tone=_drill_tone(drill, at),
        guessed=_guessed(at), heaps=heaps(request), unsent=waiting, unsent_some=some,
        sees_schedule=request.user.has_perm("django_celery_beat.view_periodictask"),
    )  # fmt: skip


def confirm(request: HttpRequest) -> HttpResponse:
    """Lifts the fence of a restored copy, with a reason."""
    if not _may_confirm(request):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if not is_fenced():
        messages.info(request, gettext("This database is confirmed already."))
        return redirect("admin:operations")
    if request.method == "POST" and form.is_valid():
        confirm_restore(by=person(staff(request)), reason=form.cleaned_data["reason"])
        messages.success(request, gettext("Confirmed: messages leave from now on."))
        return redirect("admin:operations")
    trail = ((_("How it runs"), site.url_of("operations")),)
    return site.page(
        request, "loyalty/admin/confirm_restore.html", title=_("Confirm this database"), trail=trail, form=form
    )


def _may_confirm(request: HttpRequest) -> bool:
    return request.user.has_perm("loyalty.confirm_restore")


def _tiles(queue: Backlog, at: datetime) -> list[tuple[str, str, str]]:
    late = "bad" if queue.is_late(at=at) else ""
    due = words.number(min(queue.due, MOST)) + ("+" if queue.due > MOST else "")
    return [
        (gettext("Events waiting"), due, late),
        (gettext("The oldest waits"), age_words(queue.age(at=at)) if queue.waiting_since else "—", late),
        (gettext("Set aside"), words.number(queue.parked), "bad" if queue.parked else ""),
    ]


def age_words(age: timedelta) -> str:
    """A length of time, in its largest whole unit."""
    seconds = age // timedelta(seconds=1)
    for length, text in ((86_400, _("{n} d")), (3_600, _("{n} h")), (60, _("{n} min"))):
        if seconds >= length:
            return str(text).format(n=words.number(seconds // length))
    return gettext("{n} s").format(n=max(seconds, 0))


def _drill_tone(drill: KeptDrill | None, at: datetime) -> str:
    if drill is None or drill.is_overdue(at=at):
        return "warn"
    return "good" if drill.ok else "bad"


def _jobs(states: tuple[JobState, ...], at: datetime) -> list[JobRow]:
    by_code = {state.code: state for state in states}
    planned = schedule(at=at)
    runs = last_runs(codes=[task.job for task in planned])
    return [_job(task, by_code.get(task.job), runs.get(task.job)) for task in planned]


def _job(task: Scheduled, state: JobState | None, run: LastRun | None) -> JobRow:
    tone, text = _state_of(task, state, run)
    return JobRow(
        title=str(task.title),
        often=how_often(task),
        last_at=run.started_at if run else task.last_at,
        seconds=words.number(run.took_ms, 3, trim=False) if run and run.took_ms is not None else "—",
        next_at=task.next_at,
        failed=run.failed if run else 0,
        tone=tone,
        state=text,
    )


def _state_of(task: Scheduled, state: JobState | None, run: LastRun | None) -> tuple[str, str]:
    if not task.is_on:
        return "warn", gettext("off")
    if state is not None and state.is_late:
        return "bad", gettext("late")
    if run is not None and not run.is_finished:
        return ("bad", gettext("failed, will be tried again")) if run.error_class else ("info", gettext("running"))
    return "good", gettext("in time")


_MAY: dict[str, Any] = {"permission": "loyalty.view_delivery"}
site.add_page("operations/", operations, name="operations", **_MAY)
site.add_page("operations/confirm/", confirm, name="confirm_restore", **_MAY)
