"""How many a definition would find, while it is being written."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from loyalty import words
from loyalty.admin.site import require, site
from loyalty.clock import now
from segments.admin.form import SegmentForm
from segments.admin.people import people
from segments.segment.preview import Preview, preview

_DEFINES = ("rule", "segments", "kind", "operation")


@require_POST
def live(request: HttpRequest) -> JsonResponse:
    """`{"sentence", "count", "sample": [{"name"}]}`, or `{"error"}` in words: what is written is not finished yet."""
    if not (request.user.has_perm("segments.add_segment") or request.user.has_perm("segments.change_segment")):
        require(request, "segments.add_segment")
    form = SegmentForm(request.POST)
    form.is_valid()
    wrong = [str(error) for name in _DEFINES for error in form.errors.get(name, [])]
    definition = getattr(form, "definition", None)
    if wrong or definition is None:
        return JsonResponse({"error": wrong[0] if wrong else gettext("A list: its members are put on it by hand.")})
    found = preview(definition=definition, at=now())
    answer: dict[str, Any] = {"sentence": definition.words(), "count": _count(found)}
    return JsonResponse({**answer, "sample": [one.name for one in people(request, found.sample)]})


def _count(found: Preview) -> str:
    if found.count is None:
        return gettext("Too many to count at once: the number comes after the segment is saved.")
    text = ngettext("{n} member of {all}", "{n} members of {all}", found.count)
    said = text.format(n=words.number(found.count), all=words.number(found.of))
    return said if found.exact else gettext("About {count}").format(count=said)


site.add_page("segments/preview/", live, name="segment_preview", permission="segments.view_segment")
