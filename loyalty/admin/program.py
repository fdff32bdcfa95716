"""The programme's rules: the form, the versions, one version in words, and the programme's name and time zone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty.admin.fields import time_zones
from loyalty.admin.kit import say, staff
from loyalty.admin.program_form import SettingsForm
from loyalty.admin.program_words import Change, changes_in_words, rules_in_words
from loyalty.admin.site import programme_of, require, site
from loyalty.admin.staff_words import person
from loyalty.admin.units import words_of
from loyalty.ledger.models import Unit
from loyalty.money import BONUS
from loyalty.program.change_program import change_program
from loyalty.program.change_settings import change_settings
from loyalty.program.models import ProgramVersion
from loyalty.program.settings import parse
from loyalty.refusals import Refusal
from loyalty.words import UnitWords

VERSIONS_SHOWN = 100
CHANGE_PERMISSION = "loyalty.change_program"


@dataclass(frozen=True)
class VersionRow:
    """One version in the list: who, when, why, and what differs from the one before."""

    number: int
    at: datetime
    author: str
    note: str
    changes: tuple[Change, ...]
    in_force: bool


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, widget=widgets.UnfoldAdminTextInputWidget())
    timezone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zones, widget=widgets.UnfoldAdminSelectWidget(),
        help_text=_("By its clock days begin and points expire. Points already given keep their dates."),
    )  # fmt: skip


def programme(request: HttpRequest) -> HttpResponse:
    """The rules in force: a form for those who may change them, words for the others."""
    current = programme_of(request)
    unit = Unit.objects.get(code=BONUS)
    if not request.user.has_perm(CHANGE_PERMISSION):
        rules = rules_in_words(current.settings, words_of(unit))
        return _page(request, "version", title=_("Programme rules"), rules=rules, number=current.version, tab="rules")
    form = SettingsForm(request.POST or None, unit=unit, settings=current.settings, based_on=current.version)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        return redirect("admin:programme")
    return _page(request, "form", title=_("Programme rules"), form=form, number=current.version, tab="rules")


def _saved(request: HttpRequest, form: SettingsForm) -> bool:
    before = programme_of(request).version
    try:
        number = change_settings(
            settings=form.cleaned_data["settings"],
            author=staff(request),
            note=form.cleaned_data["note"],
            based_on=form.cleaned_data["based_on"],
        )
    except Refusal as refusal:
        say(request, refusal)
        return False
    if number == before:
        messages.info(request, gettext("Nothing changed: the rules are as they were."))
    else:
        messages.success(
            request,
            gettext("Version {number} is in force. Orders and prices already given keep their rules.").format(
                number=number
            ),
        )
    return True


def versions(request: HttpRequest) -> HttpResponse:
    """The newest versions with what each changed, in words."""
    unit = words_of(Unit.objects.get(code=BONUS))
    rows = list(ProgramVersion.objects.select_related("author").order_by("-number")[: VERSIONS_SHOWN + 1])
    current = programme_of(request).version
    listed = [_row(version, before, unit, current) for version, before in zip(rows, [*rows[1:], None], strict=True)][
        :VERSIONS_SHOWN
    ]
    return _page(request, "versions", title=_("Versions of the rules"), versions=listed, tab="versions")


def _row(version: ProgramVersion, before: ProgramVersion | None, unit: UnitWords, current: int) -> VersionRow:
    changes = () if before is None else changes_in_words(parse(before.settings), parse(version.settings), unit)
    return VersionRow(
        number=version.number,
        at=version.created_at,
        author=person(version.author),
        note=version.note,
        changes=changes,
        in_force=version.number == current,
    )


def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version in full, in words."""
    row = ProgramVersion.objects.select_related("author").filter(number=number).first()
    if row is None:
        raise Http404
    before = ProgramVersion.objects.filter(number__lt=number).order_by("-number").first()
    unit = words_of(Unit.objects.get(code=BONUS))
    return _page(
        request,
        "version",
        title=gettext("Version {number} of the rules").format(number=number),
        rules=rules_in_words(parse(row.settings), unit),
        row=_row(row, before, unit, programme_of(request).version),
        tab="versions",
    )


def name(request: HttpRequest) -> HttpResponse:
    """What the programme is called and by which clock it lives."""
    current = programme_of(request)
    initial = {"name": current.name, "timezone": current.zone.key}
    form = NameForm(request.POST or None, initial=initial)
    if request.method == "POST":
        require(request, CHANGE_PERMISSION)
        if form.is_valid():
            change_program(name=form.cleaned_data["name"], timezone=form.cleaned_data["timezone"])
            messages.success(request, gettext("Saved."))
            return redirect("admin:programme_name")
    if not request.user.has_perm(CHANGE_PERMISSION):
        for field in form.fields.values():
            field.disabled = True
    return _page(request, "name", title=_("Name and time zone"), form=form, tab="name")


def _page(request: HttpRequest, template: str, *, title: object, **context: Any) -> HttpResponse:
    context["may_change"] = request.user.has_perm(CHANGE_PERMISSION)
    context["may_see_journal"] = request.user.has_perm("loyalty.view_auditevent")
    return site.page(request, f"loyalty/admin/programme/{template}.html", title=title, **context)


_SEE = "loyalty.view_program"
site.add_page("programme/", programme, name="programme", permission=_SEE)
site.add_page("programme/versions/", versions, name="programme_versions", permission=_SEE)
site.add_page("programme/versions/<int:number>/", version, name="programme_version", permission=_SEE)
site.add_page("programme/name/", name, name="programme_name", permission=_SEE)
