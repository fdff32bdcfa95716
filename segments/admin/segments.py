"""Segments: the list, the one page of each, and its form."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty import words
from loyalty.admin.journal_links import journal_of
from loyalty.admin.kit import ReadOnlyAdmin, pill, row_or_404, say, short, staff
from loyalty.admin.pickers import clean
from loyalty.admin.site import View, programme_of, require, site
from loyalty.admin.staff_words import person
from loyalty.clock import now
from loyalty.refusals import Refusal
from segments.admin.causes import causes_in_words
from segments.admin.chart import chart
from segments.admin.form import SegmentForm, written
from segments.admin.listed import change_by_hand, members_page
from segments.admin.people import Person, people
from segments.admin.uses import uses_of
from segments.admin.words import said_of, title_of
from segments.rfm.models import RfmModel
from segments.segment.look import Move, movement_of, moves_of, newest_members, sizes_of
from segments.segment.models import Membership, Segment
from segments.segment.presets import PRESETS, stored_life_cycle
from segments.segment.save_segment import save_segment

ADD, EDIT, EXPORT = "segments.add_segment", "segments.change_segment", "segments.export_segment"
SHOWN = 10
WEEK = timedelta(days=7)


class SegmentAdmin(ReadOnlyAdmin):
    empty_text = _(
        "Segments will stand here: who meets a rule now, how many they are, who came and went. Begin with the six that "
        "follow a member’s life, or write a rule of your own."
    )
    empty_start = (_("Make the life cycle"), "admin:segment_life_cycle", ADD)
    list_display = ("name", "kind_words", "size", "refreshed")
    list_display_links = ("name",)
    list_filter = ("kind",)
    list_select_related = ("now",)
    search_fields = ("code", "title_ru", "title_en")
    ordering = ("title_ru", "code")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ADD)

    @admin.display(description=_("Segment"), ordering="title_ru")
    def name(self, row: Segment) -> SafeString:
        return format_html("<b>{}</b><br><span class='muted'>{}</span>", title_of(row), row.code)

    @admin.display(description=_("Kind"), ordering="kind")
    def kind_words(self, row: Segment) -> str:
        return str(row.get_kind_display())

    @admin.display(description=_("Members"), ordering="now__size")
    def size(self, row: Segment) -> str | SafeString:
        if not row.now.is_filled:
            return pill(_("being counted"), "info")
        return words.number(row.now.size)

    @admin.display(description=_("As of"))
    def refreshed(self, row: Segment) -> str:
        return short(row.now.refreshed_at)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A new segment, from nothing or from a ready definition."""
        require(request, ADD)
        return self._form(request, None)

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form of a segment."""
        require(request, "segments.view_segment", EDIT)
        return self._form(request, row_or_404(Segment.objects.all(), pk))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The whole story of a segment, from top to bottom."""
        self.require_view(request)
        segment = row_or_404(Segment.objects.select_related("now", "author"), object_id)
        at, today = now(), now().astimezone(programme_of(request).zone).date()
        newest = newest_members(segment_id=segment.pk, most=SHOWN)
        since = dict(newest)
        sizes = sizes_of(segment_id=segment.pk, today=today)
        count = Membership.objects.filter(segment=segment.pk).count()
        is_list = segment.kind == Segment.Kind.STATIC
        return site.page(
            request, "segments/admin/segment.html", title=title_of(segment), trail=self._trail(), segment=segment,
            state=segment.now, said=said_of(segment), size=words.number(count), is_list=is_list,
            author=person(segment.author), week=movement_of(segment_id=segment.pk, since=at - WEEK),
            chart=chart([*(one for one in sizes if one[0] != today), (today, count)]),
            people=[(one, since[one.id]) for one in people(request, [member for member, _since in newest])],
            moves=_moves(request, segment), uses=uses_of(request, code=segment.code),
            may_edit=request.user.has_perm(EDIT), may_bring=request.user.has_perms((EDIT, "loyalty.view_upload")),
            may_export=request.user.has_perm(EXPORT),
            journal=journal_of("segment", segment.pk) if request.user.has_perm("loyalty.view_auditevent") else "",
        )  # fmt: skip

    def _form(self, request: HttpRequest, segment: Segment | None) -> HttpResponse:
        form = SegmentForm(request.POST or None, segment=segment, preset=_beginning(request))
        if request.method == "POST" and form.is_valid():
            asked = form.cleaned_data
            if segment is None and Segment.objects.filter(code=asked["code"]).exists():
                form.add_error("code", gettext("There is a segment with this code already."))
            else:
                try:
                    saved = save_segment(
                        code=asked["code"], title_ru=asked["title_ru"], title_en=asked["title_en"], kind=asked["kind"],
                        definition=form.stored, author=staff(request), note=asked["note"], at=now(),
                    )  # fmt: skip
                except Refusal as refusal:
                    say(request, refusal)
                else:
                    messages.success(request, gettext("The segment is saved. Its members are known within a minute."))
                    return redirect("admin:segments_segment_change", saved.pk)
        title = _("New segment") if segment is None else _("Edit")
        above = () if segment is None else ((title_of(segment), site.url_of("segments_segment_change", segment.pk)),)
        return site.page(
            request, "segments/admin/form.html", title=title, trail=(*self._trail(), *above), form=form,
            segment=segment, presets=() if segment else _presets(),
            uses=uses_of(request, code=segment.code) if segment else (),
        )  # fmt: skip

    def _trail(self) -> tuple[tuple[object, str], ...]:
        return ((_("Segments"), site.url_of("segments_segment_changelist")),)

    def add_urls(self) -> list[tuple[str, View, str]]:
        return [
            ("<int:pk>/edit/", self.edit, "segment_edit"), ("<int:pk>/members/", members_page, "segment_members"),
            ("<int:pk>/list/", change_by_hand, "segment_list"),
        ]  # fmt: skip


def _moves(request: HttpRequest, segment: Segment) -> list[tuple[Move, Person, str]]:
    """Who came and went last, and why."""
    moves = moves_of(segment_id=segment.pk, most=SHOWN)
    said = causes_in_words({one.cause for one in moves})
    who = {one.id: one for one in people(request, [one.member_id for one in moves])}
    return [(one, who[one.member_id], said[one.cause]) for one in moves]


def _presets() -> list[tuple[str, str, str, bool]]:
    """Where each leads, its name, what it finds, and whether it is there already: then to its page."""
    there = dict(Segment.objects.filter(code__in=PRESETS).values_list("code", "pk"))
    russian = words.is_russian()
    return [
        (site.url_of("segments_segment_change", there[code]) if code in there else f"?preset={code}",
         one.title_ru if russian else one.title_en, str(one.says), code in there)
        for code, one in PRESETS.items()
    ]  # fmt: skip


def _beginning(request: HttpRequest) -> dict[str, Any] | None:
    """A ready definition, or a cell of an RFM grid that somebody clicked."""
    asked = {name: request.GET.get(name, "") for name in ("rfm", "r", "f")}
    if not (asked["r"].isdecimal() and asked["f"].isdecimal() and len(asked["r"] + asked["f"]) == 2):
        return _preset(request.GET.get("preset", ""))
    model = RfmModel.objects.filter(code=clean(asked["rfm"])).first()
    if model is None:
        return None
    r, f = int(asked["r"]), int(asked["f"])
    rule = {"all": [{"rfm": {"analysis": model.code, "r_least": r, "r_most": r, "f_least": f, "f_most": f}}]}
    said = [text.format(r=r, f=f) for text in words.in_both(_("recency {r}, frequency {f}"))]
    return {
        "code": f"rfm-{model.code}-{r}{f}", "title_ru": f"{model.title_ru:.70}: {said[0]}",
        "title_en": f"{model.title_en:.70}: {said[1]}", "rule": written(rule),
    }  # fmt: skip


def _preset(code: str) -> dict[str, Any] | None:
    if code not in PRESETS:
        return None
    one = PRESETS[code]
    return {
        "code": code,
        "title_ru": one.title_ru,
        "title_en": one.title_en,
        "rule": written(one.rule(stored_life_cycle())),
    }


site.register(Segment, SegmentAdmin)
