"""The index of the app's models; each lives beside the code that keeps it."""

from segments.segment.models import Membership, MembershipEntry, Segment, SegmentSize, SegmentState

__all__ = ["Membership", "MembershipEntry", "Segment", "SegmentSize", "SegmentState"]
