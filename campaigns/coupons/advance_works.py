"""Takes every work on coupons further, and deletes what works have read a week after they ended."""

import time
from datetime import datetime, timedelta
from typing import Any

from campaigns.coupons.advance_work import advance_work
from campaigns.coupons.work_models import CouponWork, CouponWorkFile

SECONDS = 45  # of one run: other due jobs may wait behind it
KEPT = timedelta(days=7)


def advance_works(*, at: datetime, seconds: int = SECONDS, **which: Any) -> bool:
    """For about `seconds`, oldest first; whether something is still under way. Any number of runs may share it."""
    until = time.monotonic() + seconds
    running = CouponWork.objects.filter(state=CouponWork.State.RUNNING, **which)
    for work_id in running.order_by("pk").values_list("pk", flat=True):
        advance_work(work_id=work_id, at=at, going_on=lambda: time.monotonic() < until)
    CouponWorkFile.objects.filter(work__ended_at__lt=at - KEPT).delete()
    return running.exists()
