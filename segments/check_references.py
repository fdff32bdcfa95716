"""Refuses rules that name what is not there: they would find nobody, or everybody, and nobody would hear why."""

from collections.abc import Collection

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from loyalty.rules.invalid import at
from loyalty.rules.params import refuse
from loyalty.rules.rule import Rule
from segments.conditions.rfm import InRfm
from segments.conditions.segment import InSegment
from segments.rfm.models import RfmModel
from segments.segment.missing import missing_segments


def check_references(*, rule: Rule | None, path: str, together: Collection[str] = ()) -> None:
    """InvalidRule, naming the place in the rule that stands at `path` and the code. `together` are codes of segments
    that are about to be stored with it. A query for segments and one for analyses, where it looks at any."""
    places = list(rule.places(path)) if rule else []
    of_segments = [(place, one) for place, one in places if isinstance(one, InSegment)]
    missing = missing_segments(codes={code for _place, one in of_segments for code in one.named()} - set(together))
    for place, condition in of_segments:
        for name in ("one_of", "none_of"):
            for code in getattr(condition, name) or ():
                if code in missing:
                    raise refuse(at(place, name), format_lazy(_("There is no segment {code}"), code=code))
    of_analyses = {at(place, "analysis"): one.analysis for place, one in places if isinstance(one, InRfm)}
    if not of_analyses:
        return
    known = set(RfmModel.objects.filter(code__in=of_analyses.values()).values_list("code", flat=True))
    for place, code in of_analyses.items():
        if code not in known:
            raise refuse(place, format_lazy(_("There is no RFM analysis {code}"), code=code))
