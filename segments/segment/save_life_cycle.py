"""Stores the segments of the life cycle with these thresholds."""

from datetime import datetime

from django.db import transaction

from loyalty.staff.models import User
from segments.segment.models import Segment
from segments.segment.presets import LIFE_CYCLE, PRESETS, LifeCycle
from segments.segment.save_segment import save_segment


def save_life_cycle(*, life: LifeCycle, author: User | None, at: datetime) -> list[Segment]:
    """All six, new or changed; names that somebody gave them stay. Raises SegmentKindChanged."""
    with transaction.atomic():
        named = Segment.objects.in_bulk(LIFE_CYCLE, field_name="code")
        saved = []
        for code in LIFE_CYCLE:
            preset, known = PRESETS[code], named.get(code)
            saved.append(
                save_segment(
                    code=code, kind=Segment.Kind.DYNAMIC, definition=preset.rule(life), author=author, at=at,
                    title_ru=known.title_ru if known else preset.title_ru,
                    title_en=known.title_en if known else preset.title_en, note=known.note if known else "",
                )
            )  # fmt: skip
        return saved
