"""The events of segments; payloads carry `segment` (the code)."""

from django.utils.translation import gettext_lazy as _

from loyalty.events.kinds import KINDS

SEGMENT_ENTERED = "segment.entered"
SEGMENT_LEFT = "segment.left"

KINDS.add(SEGMENT_ENTERED, _("entered a segment"))
KINDS.add(SEGMENT_LEFT, _("left a segment"))
