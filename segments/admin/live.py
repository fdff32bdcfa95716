"""How many a definition would find, while it is being written."""

import re
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from loyalty.admin.rule_names import with_names
from loyalty.admin.site import require, site
from loyalty.clock import now
from segments.admin.description import MEMBER_TITLES
from segments.admin.form import SegmentForm
from segments.admin.people import people
from segments.admin.words import count_words
from segments.conditions.condition import MEMBER_CONDITIONS
from segments.segment.preview import preview

_DEFINES = ("rule", "segments", "kind", "operation")


@require_POST
def live(request: HttpRequest) -> JsonResponse:
    """`{"sentence", "count", "sample": [name]}`, or `{"error", "problems": [{"path", "detail"}]}` in words: what is
    written is not finished yet."""
    if not (request.user.has_perm("segments.add_segment") or request.user.has_perm("segments.change_segment")):
        require(request, "segments.add_segment")
    form = SegmentForm(request.POST)
    form.is_valid()
    wrong = [str(error) for name in _DEFINES for error in form.errors.get(name, [])]
    definition = getattr(form, "definition", None)
    if problems := form.problems:
        return JsonResponse({"error": _placed(**problems[0]), "problems": problems})
    if wrong or definition is None:
        return JsonResponse({"error": wrong[0] if wrong else gettext("A list: its members are put on it by hand.")})
    found = preview(predicate=definition.predicate, at=now())
    answer: dict[str, Any] = {
        "sentence": capfirst(with_names(definition.words)),
        "count": count_words(found),
    }
    return JsonResponse({**answer, "sample": [one.name for one in people(request, found.sample)]})


def _placed(*, path: str, detail: str) -> str:
    """What is wrong, and where: “Bought goods or never”, In the last days: This parameter is missing."""
    steps = re.findall(r"[^.\[\]]+", path)
    for place, code in enumerate(steps):
        if code in MEMBER_CONDITIONS:
            param = MEMBER_CONDITIONS[code].params().get("".join(steps[place + 1 : place + 2]))
            title = str(MEMBER_TITLES.get(code, code))
            where = f"{title}, {param.label}" if param else title
            return f"{where}: {detail}"
    return detail


site.add_page("segments/preview/", live, name="segment_preview", permission="segments.view_segment")
