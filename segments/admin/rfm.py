"""RFM analyses: the list, the grid of each, where a click makes a segment, and who moved between cells."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.validators import validate_slug
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty import words
from loyalty.admin.journal_links import journal_of
from loyalty.admin.kit import ReadOnlyAdmin, row_or_404, say, short, staff
from loyalty.admin.site import View, require, site
from loyalty.clock import now
from loyalty.refusals import Refusal
from segments.admin.rfm_members import rfm_members
from segments.admin.words import title_of
from segments.rfm.look import days_of, flows_of, grid_of, stayed_of
from segments.rfm.models import RfmModel
from segments.rfm.save_model import save_model

ADD, EDIT = "segments.add_rfmmodel", "segments.change_rfmmodel"
MOVES = 20


@dataclass(frozen=True, kw_only=True)
class Cell:
    """`tone` from 0 to 100 follows the number; `url` makes a segment of the cell; `said` is all of it in words."""

    members: str
    said: str
    tone: int
    url: str


class RfmForm(forms.ModelForm[RfmModel]):
    """The definitions of an analysis; the code of one that is there is for ever."""

    class Meta:
        model = RfmModel
        fields = ("title_ru", "title_en", "code", "days", "recency", "frequency", "monetary", "groups", "scoring")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for name, field in self.fields.items():
            chosen = name in ("recency", "frequency", "monetary", "scoring")
            field.widget = (
                widgets.UnfoldAdminSelectWidget(choices=getattr(field, "choices", ()))
                if chosen
                else widgets.UnfoldAdminTextInputWidget()
            )
        for name, least, most in (("days", 1, 3_660), ("groups", 2, 9)):
            limit = forms.IntegerField(min_value=least, max_value=most, widget=widgets.UnfoldAdminTextInputWidget())
            limit.label, limit.initial = self.fields[name].label, self.fields[name].initial
            self.fields[name] = limit
        code = self.fields["code"]
        code.validators.append(validate_slug)
        code.disabled = bool(self.instance.pk)
        code.widget.attrs |= {"data-code-of": "title_ru", "maxlength": 32}


class SnapshotForm(forms.Form):
    """Which of the last snapshots is looked at; the newest first."""

    day = forms.ChoiceField(label=_("Snapshot of"), widget=widgets.UnfoldAdminSelectWidget())

    def __init__(self, days: list[date], chosen: date) -> None:
        super().__init__(initial={"day": chosen.isoformat()})
        self.fields["day"].choices = [(day.isoformat(), date_format(day)) for day in days]  # type: ignore[attr-defined]


class RfmAdmin(ReadOnlyAdmin):
    empty_text = _(
        "An analysis puts members into a grid by how recently, how often and for how much they buy, and tells every "
        "night who moved. A cell becomes a segment by a click."
    )
    empty_start = (_("Make the first analysis"), "admin:segments_rfmmodel_add", ADD)
    list_display = ("name", "days", "recency", "frequency", "monetary", "groups", "as_of")
    ordering = ("code",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ADD)

    @admin.display(description=_("RFM analysis"))
    def name(self, row: RfmModel) -> str:
        return title_of(row)

    @admin.display(description=_("As of"))
    def as_of(self, row: RfmModel) -> str:
        return short(row.scored_at)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A new analysis."""
        require(request, ADD)
        return self._form(request, None)

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form of an analysis."""
        require(request, "segments.view_rfmmodel", EDIT)
        return self._form(request, row_or_404(RfmModel.objects.all(), pk))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The grid, and who moved."""
        self.require_view(request)
        model = row_or_404(RfmModel.objects.all(), object_id)
        days = days_of(model)
        day = _chosen(request, days)
        stayed, whole = stayed_of(model, day=day) if day else (0, 0)
        return site.page(
            request, "segments/admin/rfm.html", title=title_of(model), trail=self._trail(), model=model,
            rows=_rows(model), heads=range(1, model.groups + 1), day=day, stayed=words.number(stayed),
            whole=words.number(whole), flows=flows_of(model, day=day, most=MOVES) if day else (),
            choice=SnapshotForm(days, day) if day and len(days) > 1 else None,
            may_make=request.user.has_perm("segments.add_segment"), may_edit=request.user.has_perm(EDIT),
            journal=journal_of("rfm", model.pk) if request.user.has_perm("loyalty.view_auditevent") else "",
        )  # fmt: skip

    def _form(self, request: HttpRequest, model: RfmModel | None) -> HttpResponse:
        form = RfmForm(request.POST or None, instance=model)
        if request.method == "POST" and form.is_valid():
            code = form.cleaned_data["code"] if model is None else model.code
            try:
                saved: Model = save_model(**{**form.cleaned_data, "code": code}, author=staff(request), at=now())
            except Refusal as refusal:
                say(request, refusal)
            else:
                messages.success(request, gettext("Everybody is scored."))
                return redirect("admin:segments_rfmmodel_change", saved.pk)
        title = _("New RFM analysis") if model is None else _("Edit")
        above = () if model is None else ((title_of(model), site.url_of("segments_rfmmodel_change", model.pk)),)
        return site.page(
            request, "segments/admin/rfm_form.html", title=title, trail=(*self._trail(), *above), form=form, model=model
        )

    def _trail(self) -> tuple[tuple[object, str], ...]:
        return ((_("RFM analyses"), site.url_of("segments_rfmmodel_changelist")),)

    def add_urls(self) -> list[tuple[str, View, str]]:
        return [
            ("<int:pk>/edit/", self.edit, "rfm_edit"), ("<int:pk>/members/", rfm_members, "rfm_members"),
        ]  # fmt: skip


def _chosen(request: HttpRequest, days: list[date]) -> date | None:
    """The snapshot that is asked for, the last one where that is none of them."""
    asked = request.GET.get("day", "")
    return next((day for day in days if day.isoformat() == asked), days[0] if days else None)


def _rows(model: RfmModel) -> list[tuple[int, list[Cell]]]:
    """Recency from the best down, frequency to the right."""
    counted, scores = grid_of(model), range(1, model.groups + 1)
    most = max(counted.values(), default=1)
    return [(r, [_cell(model, r, f, counted.get((r, f), 0), most) for f in scores]) for r in reversed(scores)]


def _cell(model: RfmModel, recency: int, frequency: int, members: int, most: int) -> Cell:
    text = ngettext("Recency {r}, frequency {f}: {n} member", "Recency {r}, frequency {f}: {n} members", members)
    return Cell(
        members=words.number(members), tone=members * 100 // most,
        said=text.format(r=recency, f=frequency, n=words.number(members)),
        url=f"{site.url_of('segments_segment_add')}?rfm={model.code}&r={recency}&f={frequency}",
    )  # fmt: skip


site.register(RfmModel, RfmAdmin)
