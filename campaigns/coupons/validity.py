"""Until when a code that is issued now works."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from campaigns.coupons.models import CouponBatch


def works_until(batch: CouponBatch, *, at: datetime, zone: ZoneInfo) -> datetime | None:
    """The end of the last of its days by the programme's calendar, or of the batch's window, whichever comes first;
    None: for ever."""
    if batch.days_valid is None:
        return batch.valid_until
    day = at.astimezone(zone).date() + timedelta(days=batch.days_valid + 1)
    end = datetime.combine(day, time.min, zone)
    return end if batch.valid_until is None else min(end, batch.valid_until)
