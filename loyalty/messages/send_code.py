"""Sends a one-time code that has just been made."""

from datetime import datetime, timedelta

from loyalty.members.codes import LIFETIME
from loyalty.members.start_challenge import Started
from loyalty.messages.send import send


def send_code(*, started: Started, at: datetime) -> None:
    """Send the code to its contact; to a contact nobody in the programme has, send nothing. NotSent when it failed."""
    if started.known:
        send(
            contact=started.contact,
            template=f"{started.purpose}_code",
            language=started.language,
            values={"code": started.code, "minutes": LIFETIME // timedelta(minutes=1)},
            at=at,
        )
