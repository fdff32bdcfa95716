"""The index of the app's models; each lives beside the code that keeps it."""

from segments.rfm.models import RfmFlow, RfmModel, RfmScore
from segments.segment.models import Membership, MembershipEntry, Segment, SegmentSize, SegmentState

__all__ = [
    "Membership",
    "MembershipEntry",
    "RfmFlow",
    "RfmModel",
    "RfmScore",
    "Segment",
    "SegmentSize",
    "SegmentState",
]
