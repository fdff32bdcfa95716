"""Who is in a segment, page by page, and lists that people keep by hand."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty.admin.kit import row_or_404, say, staff
from loyalty.admin.member_search import members_known_by
from loyalty.admin.site import require, site
from loyalty.clock import now
from loyalty.members.models import Member
from loyalty.refusals import Refusal
from segments.admin.people import people
from segments.admin.words import title_of
from segments.segment.change_list import change_list
from segments.segment.guards import check_guards
from segments.segment.models import Membership, Segment

PER_PAGE = 50
MOST = 500  # of a hand's work; more come by the API
SHOWN = 5  # lines that are wrong


class ListForm(forms.Form):
    """Members as people know them, one in a line."""

    who = forms.CharField(
        label=_("Members"), widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 8}),
        help_text=_("Phone, card, e-mail, external id or number of the member, one in a line, 500 at most."),
    )  # fmt: skip
    what = forms.ChoiceField(
        label=_("What to do"), choices=(("add", _("put on the list")), ("remove", _("take off the list"))),
        widget=widgets.UnfoldAdminSelectWidget(),
    )  # fmt: skip

    found: list[int]

    def clean_who(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["who"].splitlines() if line.strip()]
        if len(lines) > MOST:
            raise forms.ValidationError(_("At most 500 lines at once."))
        known = {line: {*members_known_by(line), *_numbered(line)} for line in lines}
        for several, text in (
            (0, _("Nobody is known by: %(lines)s")),
            (2, _("Several people are known by: %(lines)s")),
        ):
            wrong = [line for line, members in known.items() if min(len(members), 2) == several]
            if wrong:
                raise forms.ValidationError(text % {"lines": ", ".join(wrong[:SHOWN])})
        self.found = [member for members in known.values() for member in members]
        return str(self.cleaned_data["who"])


def _numbered(line: str) -> list[int]:
    """The member of this number."""
    if not line.isdecimal() or len(line) > 10:
        return []
    return list(Member.objects.filter(pk=int(line)).values_list("pk", flat=True))


def members_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody in the segment, the newest first."""
    require(request, "segments.view_segment", "loyalty.view_member")
    segment = row_or_404(Segment.objects.all(), pk)
    rows = Membership.objects.filter(segment=segment).order_by("-since", "-member")
    page = Paginator(rows.values_list("member_id", "since"), PER_PAGE).get_page(request.GET.get("p"))
    since = dict(page.object_list)
    return site.page(
        request, "segments/admin/members.html", title=_("Members"), trail=_above(segment), segment=segment, page=page,
        people=[(one, since[one.id]) for one in people(request, list(since))],
    )  # fmt: skip


def change_by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts members on a list, or takes them off it."""
    require(request, "segments.view_segment", "segments.change_segment")
    segment = row_or_404(Segment.objects.filter(kind=Segment.Kind.STATIC), pk)
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        enter = form.cleaned_data["what"] == "add"
        try:
            check_guards(code=segment.code, author=staff(request))
            moved = change_list(
                segment_id=segment.pk, member_ids=form.found, enter=enter, cause=f"staff:{staff(request).pk}", at=now()
            )
        except Refusal as refusal:
            say(request, refusal)
        else:
            text = ngettext("{n} member moved.", "{n} members moved.", moved.came + moved.went)
            messages.success(request, text.format(n=moved.came + moved.went))
            return redirect("admin:segments_segment_change", segment.pk)
    return site.page(
        request, "segments/admin/by_hand.html", title=gettext("Change the list"), trail=_above(segment), form=form,
        segment=segment,
    )  # fmt: skip


def _above(segment: Segment) -> tuple[tuple[Any, str], ...]:
    return (
        (_("Segments"), site.url_of("segments_segment_changelist")),
        (title_of(segment), site.url_of("segments_segment_change", segment.pk)),
    )
