"""What looks at a segment: other segments, and what packages above make of segments."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext

from loyalty.admin.site import site
from loyalty.registries import Registry
from segments.admin.words import title_of
from segments.segment.links import links
from segments.segment.models import Segment

# A JSON path to the codes of segments in any stored rule, for jsonb_path_exists with {"code": …}.
IN_RULE = "$.**.in_segment.*[*] ? (@ == $code)"


@dataclass(frozen=True, kw_only=True)
class Use:
    """`says` what it is and what it is called, “campaign “Autumn”, running”."""

    says: str
    url: str


Uses = Callable[[HttpRequest, str], Iterable[Use]]
USES: Registry[Uses] = Registry("uses of segments")


def uses_of(request: HttpRequest, *, code: str) -> list[Use]:
    """Those this person may see. A query or two for each kind of use."""
    return [one for _name, uses in USES for one in uses(request, code)]


def _segments(request: HttpRequest, code: str) -> Iterator[Use]:
    above = [one for one, named in links().items() if code in named]
    for segment in Segment.objects.filter(code__in=above).order_by("pk"):
        said = gettext("segment “{name}”").format(name=title_of(segment))
        yield Use(says=said, url=site.url_of("segments_segment_change", segment.pk))


USES.add("segments", _segments)
