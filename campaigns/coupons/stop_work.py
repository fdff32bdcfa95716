"""Stops a work; what it has done stays."""

from datetime import datetime

from campaigns.coupons.work_models import CouponWork


def stop_work(*, work_id: int, at: datetime) -> bool:
    """Whether it was under way. The piece that is being done is undone. One query."""
    running = CouponWork.objects.filter(pk=work_id, state=CouponWork.State.RUNNING)
    return running.update(state=CouponWork.State.STOPPED, advanced_at=at) == 1
