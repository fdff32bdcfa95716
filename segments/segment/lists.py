"""What the verbs of lists share: only a list that people keep is changed by hand."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Refusal, Words
from segments.segment.models import Segment

AT_ONCE = 100  # members whose other segments are looked at right away; of more, by the job within a minute


class NotAList(Refusal):
    code: ClassVar[str] = "segment_not_a_list"
    title: ClassVar[Words] = _("Members of this segment follow its rule: nobody is added or taken out by hand")
    hint: ClassVar[Words] = _("Make a list, and a segment from both.")


def check_list(*, segment_id: int) -> None:
    """NotAList for a segment by a rule. One query."""
    if Segment.objects.values_list("kind", flat=True).get(pk=segment_id) != Segment.Kind.STATIC:
        raise NotAList
