"""The staff's door to segments. Importing an area registers its lists and pages with `site`."""

from django.utils.translation import gettext_lazy as _

from loyalty.admin.journal_links import know
from loyalty.admin.sidebar import Item, insert_beside
from segments.admin import export, life_cycle, list_upload, live, member_panel, overlap, pickers, rfm, segments  # noqa: F401
from segments.rfm.models import RfmModel
from segments.segment.models import Segment

insert_beside(
    "admin:loyalty_member_changelist",
    (
        Item(_("Segments"), "groups", "admin:segments_segment_changelist", "segments.view_segment"),
        Item(_("RFM"), "grid_on", "admin:segments_rfmmodel_changelist", "segments.view_rfmmodel"),
    ),
)
know("segment", Segment)
know("rfm", RfmModel)
