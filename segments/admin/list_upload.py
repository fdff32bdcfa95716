"""Files of members for a list: which list, and whether they are put on it or taken off."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from loyalty.admin.site import site
from loyalty.admin.upload_form import UploadForm
from loyalty.admin.upload_kinds import UPLOAD_KINDS, Aim, UploadKind
from loyalty.audit.actor import current_actor
from loyalty.imports.models import Upload
from loyalty.staff.models import User
from segments.admin.words import title_of
from segments.segment.guards import check_guards
from segments.segment.models import Segment


class _ListField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Segment) -> str:
        return title_of(obj)


class ListUploadForm(UploadForm):
    """The list may come with the address of the page."""

    segment = _ListField(
        label=pgettext_lazy("segment", "List"), queryset=Segment.objects.filter(kind="static").order_by("title_ru"),
        widget=widgets.UnfoldAdminSelectWidget(), empty_label=None,
        error_messages={"required": _("Choose a list. Make one among the segments when there is none.")},
    )  # fmt: skip
    what = forms.ChoiceField(
        label=_("What to do"), choices=(("add", _("put on the list")), ("remove", _("take off the list"))),
        widget=widgets.UnfoldAdminSelectWidget(),
    )  # fmt: skip
    field_order = ("segment", "what", "import_file")

    def target(self) -> Mapping[str, Any]:
        """Raises what a guard raises: sooner than its rows would, each by itself."""
        segment, enter = self.cleaned_data["segment"], self.cleaned_data["what"] == "add"
        author = User.objects.filter(pk=current_actor().id or 0).first()
        if author is not None:
            check_guards(code=segment.code, author=author)
        return {"segment": segment.pk, "enter": enter}


def _aim(target: Mapping[str, Any]) -> Aim:
    segment = Segment.objects.get(pk=target["segment"])
    return Aim(
        does=gettext("Put on the list") if target["enter"] else gettext("Take off the list"), name=title_of(segment),
        url=site.url_of("segments_segment_change", segment.pk),
    )  # fmt: skip


UPLOAD_KINDS.add(
    Upload.Kind.LISTS,
    UploadKind(
        title=_("Import of members of a list"), may_import="segments.change_segment", form=ListUploadForm, aim=_aim,
        about=_(
            "Each row names one member: by phone, e-mail, card, external id or number. Nobody is enrolled: "
            "who is not in the programme is refused. Segments that look at the list follow within a minute."
        ),
    ),
)  # fmt: skip
