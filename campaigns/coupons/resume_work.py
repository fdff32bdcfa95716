"""Takes a stopped work up again where it was."""

from datetime import datetime

from campaigns.coupons.work_models import CouponWork


def resume_work(*, work_id: int, at: datetime) -> bool:
    """Whether it had been stopped. One query."""
    stopped = CouponWork.objects.filter(pk=work_id, state=CouponWork.State.STOPPED)
    return stopped.update(state=CouponWork.State.RUNNING, advanced_at=at) == 1
