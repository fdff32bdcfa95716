"""Beat's schedule: what runs how often, in words, and a form that changes it. Nothing is added or deleted here."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty.admin.fields import time_zones
from loyalty.admin.site import site
from loyalty.clock import now
from loyalty.jobs.reschedule import reschedule
from loyalty.jobs.schedule import Scheduled, schedule, scheduled
from loyalty.refusals import Refusal

WAYS = (("every", _("every so often")), ("daily", _("once a day, from a time on")))
LENGTHS = (("seconds", _("seconds")), ("minutes", _("minutes")), ("hours", _("hours")))
VIEW, CHANGE = "django_celery_beat.view_periodictask", "django_celery_beat.change_periodictask"


class ScheduleForm(forms.Form):
    """How often a task runs."""

    is_on = forms.BooleanField(label=_("On"), required=False, widget=widgets.UnfoldBooleanSwitchWidget())
    way = forms.ChoiceField(
        label=_("How often"), choices=WAYS, widget=widgets.UnfoldAdminSelectWidget(attrs={"x-model": "way"})
    )
    number = forms.IntegerField(
        label=_("Every"), required=False, min_value=1, max_value=10_000, widget=widgets.UnfoldAdminTextInputWidget()
    )
    length = forms.ChoiceField(label=_("Of what"), choices=LENGTHS, widget=widgets.UnfoldAdminSelectWidget())
    daily_at = forms.TimeField(
        label=_("Time of day"), required=False, input_formats=["%H:%M"],
        help_text=_("For example 03:40. If it does not succeed then, it is tried again every hour."),
        widget=widgets.UnfoldAdminTextInputWidget(),
    )  # fmt: skip
    zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, widget=widgets.UnfoldAdminSelectWidget())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wanted = "number" if cleaned.get("way") == "every" else "daily_at"
        if cleaned.get(wanted) is None and wanted not in self.errors:
            self.add_error(wanted, _("Fill this in."))
        return cleaned


def how_often(task: Scheduled) -> str:
    """«каждые 3 секунды», «раз в день, с 03:40 (Europe/Moscow)»."""
    if task.every is not None:
        return _every(task.every)
    if task.daily_at is not None:
        return gettext("once a day, from {time} on ({zone})").format(time=f"{task.daily_at:%H:%M}", zone=task.zone)
    return gettext("by a schedule of its own")


def tasks(request: HttpRequest) -> HttpResponse:
    rows = [(task, str(task.title).capitalize(), how_often(task)) for task in schedule(at=now())]
    return site.page(
        request, "loyalty/admin/schedule/list.html", title=_("Schedule"), rows=rows,
        may_change=request.user.has_perm(CHANGE),
    )  # fmt: skip


def change(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    task = scheduled(task_id=pk, at=now())
    if task is None:
        raise Http404
    form = ScheduleForm(request.POST or None, initial=_initial(task))
    if request.method == "POST" and form.is_valid() and _changed(request, task, form):
        return redirect("admin:schedule")
    trail = ((_("Schedule"), site.url_of("schedule")),)
    title = str(task.title).capitalize()
    return site.page(
        request, "loyalty/admin/schedule/form.html", title=title, trail=trail, form=form, often=how_often(task)
    )


def _changed(request: HttpRequest, task: Scheduled, form: ScheduleForm) -> bool:
    data = form.cleaned_data
    every = timedelta(**{data["length"]: data["number"]}) if data["way"] == "every" else None
    daily_at = None if every else data["daily_at"]
    try:
        reschedule(task_id=task.id, is_on=data["is_on"], every=every, daily_at=daily_at, zone=data["zone"])
    except Refusal as refusal:
        form.add_error("number" if every else "daily_at", str(refusal.title))
        return False
    messages.success(request, gettext("Changed; it holds within a few seconds."))
    return True


def _initial(task: Scheduled) -> dict[str, Any]:
    seconds = task.every // timedelta(seconds=1) if task.every else 0
    length = next(
        (name for name, size in (("hours", 3600), ("minutes", 60)) if seconds and not seconds % size), "seconds"
    )
    return {
        "is_on": task.is_on, "way": "every" if task.every else "daily",
        "number": seconds // {"hours": 3600, "minutes": 60, "seconds": 1}[length] or None, "length": length,
        "daily_at": f"{task.daily_at:%H:%M}" if task.daily_at else None, "zone": task.zone or "Europe/Moscow",
    }  # fmt: skip


def _every(length: timedelta) -> str:
    seconds = length // timedelta(seconds=1)
    hours, minutes = seconds // 3600, seconds // 60
    if seconds == hours * 3600:
        text = gettext("every hour") if hours == 1 else ngettext("every {n} hour", "every {n} hours", hours)
        return text.format(n=hours)
    if seconds == minutes * 60:
        text = gettext("every minute") if minutes == 1 else ngettext("every {n} minute", "every {n} minutes", minutes)
        return text.format(n=minutes)
    text = gettext("every second") if seconds == 1 else ngettext("every {n} second", "every {n} seconds", seconds)
    return text.format(n=seconds)


site.add_page("schedule/", tasks, name="schedule", permission=VIEW)
site.add_page("schedule/<int:pk>/", change, name="change_schedule", permission=VIEW)
