"""Sends an employee a message that a row of their own stands for: once, whoever tries at the same time."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone, translation

from loyalty.messages.channels.channel import NotSent
from loyalty.messages.send import send
from loyalty.messages.staff_readers import StaffReader, staff_reader
from loyalty.program.current import program

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
Values = Callable[[StaffReader], Mapping[str, object] | None]


def tell_reader(*, notice: QuerySet[Any], reader_id: int, template: str, values: Values, at: datetime) -> bool:
    """Whether a message was sent. `notice` is the one row: claimed by its `lease_until` for ten minutes, after which
    what no channel took is tried again, and marked by its `sent_at`.

    `values` are asked for under the claim, in the reader's language and the programme's zone; where they are None
    there is nothing to tell, ever. Call it outside any transaction. Three queries beside those of `values`.
    """
    reader = staff_reader(user_id=reader_id)
    if not notice.filter(sent_at=None, lease_until__lte=at).update(lease_until=at + LEASE) or reader is None:
        return False
    with translation.override(reader.language), timezone.override(program().zone):
        said = values(reader)
    try:
        if said is not None:
            send(contact=reader.contact, template=template, language=reader.language, values=said, at=at)
    except NotSent:
        logger.exception("a message to an employee was not sent", extra={"template": template, "reader": reader_id})
        return False
    notice.update(sent_at=at)
    return said is not None
