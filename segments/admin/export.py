"""Members of a segment as a file: masked for numbers, in full for a list of calls."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty.admin.exports import FORMATS, file_of
from loyalty.admin.kit import row_or_404, say, staff
from loyalty.admin.member_words import UNMASK
from loyalty.admin.site import site
from loyalty.clock import now
from loyalty.refusals import Refusal
from segments.admin.segments import EXPORT
from segments.admin.words import title_of
from segments.segment.export_members import export_members
from segments.segment.models import Segment


class TakeAwayForm(forms.Form):
    """In full only for those who may see people in full, and with a reason."""

    format = forms.ChoiceField(
        label=_("Format"), choices=[(name, name.upper()) for name in FORMATS],
        widget=widgets.UnfoldAdminSelectWidget(),
    )  # fmt: skip
    full = forms.BooleanField(
        label=_("With personal data"), required=False, widget=widgets.UnfoldBooleanSwitchWidget(),
        help_text=_("Names, phones and e-mails in full, to call people. Your name and the reason are recorded."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=200, widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, may_unmask: bool) -> None:
        super().__init__(data)
        if not may_unmask:
            del self.fields["full"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("full") and not cleaned.get("reason"):
            self.add_error("reason", _("Write the reason: a colleague will need it later."))
        return cleaned


def export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Asks what form it should have, and sends it."""
    segment = row_or_404(Segment.objects.all(), pk)
    form = TakeAwayForm(request.POST or None, may_unmask=request.user.has_perm(UNMASK))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        full = bool(asked.get("full"))
        try:
            tables = export_members(
                segment=segment, format=asked["format"], full=full, reason=asked.get("reason", "") if full else "",
                by=staff(request).pk, at=now(),
            )  # fmt: skip
        except Refusal as refusal:
            say(request, refusal)
        else:
            return file_of(tables, f"{segment.code}.{asked['format']}")
    return site.page(
        request, "segments/admin/export.html", title=_("Export"), segment=segment, form=form,
        trail=((_("Segments"), site.url_of("segments_segment_changelist")),
               (title_of(segment), site.url_of("segments_segment_change", segment.pk))),
    )  # fmt: skip


site.add_page("segments/<int:pk>/export/", export, name="segment_export", permission=EXPORT)
