"""Sends the one-time codes that wait."""

import logging
from datetime import datetime, timedelta

from loyalty.members.codes import LIFETIME
from loyalty.members.waiting_codes import claim_code, forget_code
from loyalty.messages.channels.channel import NotSent
from loyalty.messages.send import send

logger = logging.getLogger(__name__)


def send_codes(*, at: datetime) -> int:
    """Send every code nobody else is sending; how many went out. Call outside any transaction.

    One that no channel took is tried again after ten seconds, as long as it works; one whose sender died, too, so a
    person may get the same code twice, and never none for that.
    """
    sent = 0
    while (waiting := claim_code(at=at)) is not None:
        try:
            send(
                contact=waiting.contact,
                template=f"{waiting.purpose}_code",
                language=waiting.language,
                values={"code": waiting.code, "minutes": LIFETIME // timedelta(minutes=1)},
                at=at,
            )
        except NotSent:  # told to operations and to nobody else: an error at the door would say who is a member
            logger.exception("a code was not sent", extra={"challenge": waiting.challenge_id})
        else:
            forget_code(challenge_id=waiting.challenge_id)
            sent += 1
    return sent
