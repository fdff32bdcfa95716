"""How much chosen segments have in common."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from loyalty import words
from loyalty.admin.site import site
from segments.admin.words import title_of
from segments.segment.look import overlaps
from segments.segment.models import Segment

MOST = 8


class ChoiceForm(forms.Form):
    """Some segments, by number."""

    s = forms.ModelMultipleChoiceField(
        label=_("Segments"), queryset=Segment.objects.order_by("title_ru"), widget=forms.CheckboxSelectMultiple
    )


@dataclass(frozen=True, kw_only=True)
class Cell:
    """`share` of the row's segment, in percent; none for an empty one."""

    count: str
    share: int | None
    is_itself: bool


def overlap(request: HttpRequest) -> HttpResponse:
    """A table: rows and columns are the chosen segments, each cell says how many of the row are in the column."""
    form = ChoiceForm(request.GET if "s" in request.GET else None)
    asked: list[Any] = list(form.cleaned_data["s"]) if form.is_valid() else []
    chosen = asked[:MOST]
    counted = overlaps(segments=chosen)
    rows = []
    for first in chosen:
        whole = counted.get((first.pk, first.pk), 0)
        cells = [_cell(counted.get((first.pk, second.pk), 0), whole, first == second) for second in chosen]
        rows.append((title_of(first), first.pk, cells))
    names = [(one.pk, title_of(one), one in asked) for one in Segment.objects.order_by("title_ru")]
    return site.page(
        request, "segments/admin/overlap.html", title=_("Overlap of segments"), rows=rows, names=names, most=MOST,
        left_out=[title_of(one) for one in asked[MOST:]],
        may_make=request.user.has_perm("segments.add_segment"),
        trail=((_("Segments"), site.url_of("segments_segment_changelist")),),
    )  # fmt: skip


def _cell(count: int, whole: int, is_itself: bool) -> Cell:
    return Cell(count=words.number(count), share=count * 100 // whole if whole else None, is_itself=is_itself)


site.add_page("segments/overlap/", overlap, name="segment_overlap", permission="segments.view_segment")
