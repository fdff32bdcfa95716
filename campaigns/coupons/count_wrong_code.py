"""Counts a wrong code, and refuses those who have tried too many."""

from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.limits.count import TooManyAttempts, count
from loyalty.limits.limit import Limit
from loyalty.refusals import Refusal, Words


class TooManyWrongCodes(Refusal):
    """No code is looked at any more, right ones neither. `retry_after` is in seconds."""

    code: ClassVar[str] = "too_many_wrong_codes"
    status: ClassVar[int] = 429
    title: ClassVar[Words] = _("Too many wrong codes")
    hint: ClassVar[Words] = _("Wait, then try again.")


def count_wrong_code(*, limit: Limit, who: str, at: datetime) -> None:
    """Count before the answer is given, outside of whatever the answer undoes. Raises TooManyWrongCodes; call it for
    who is over the limit already, too: that counts nothing more. One query, two when it refuses."""
    try:
        count(limit=limit, who=who, at=at)
    except TooManyAttempts as many:
        raise TooManyWrongCodes(retry_after=many.facts["retry_after"]) from many
