"""Uses up a burn code inside the purchase it lets through."""

from datetime import datetime

from loyalty.members.answer_challenge import CodeExpired
from loyalty.members.models import Challenge


def use_challenge(*, challenge_id: int, at: datetime) -> None:
    """Mark an answered challenge used; of two purchases with one code the second gets CodeExpired.

    Belongs to the caller's transaction: when the purchase rolls back, the code can be used again.
    """
    if not Challenge.objects.filter(pk=challenge_id, used_at=None, expires_at__gt=at).update(used_at=at):
        raise CodeExpired(field="code")
