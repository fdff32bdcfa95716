"""Sends letters through the mail server that EMAIL_URL names."""

from typing import ClassVar

from django.core.mail import EmailMessage

from loyalty.messages.channels.channel import Message, NotSent


class EmailChannel:
    """One plain-text letter to one address, over a connection of its own; waits ten seconds for the server at most."""

    carries: ClassVar[frozenset[str]] = frozenset({"email"})

    def send(self, message: Message) -> None:
        """Return once the server has taken the letter; an address it does not take is NotSent, too."""
        letter = EmailMessage(
            subject=message.subject, body=message.text, to=[message.to], headers=dict(message.headers)
        )  # fmt: skip
        try:
            letter.send()
        except (OSError, ValueError) as error:  # ValueError: an address that cannot be written in a header
            raise NotSent(type(error).__name__) from None  # its words name the person
