"""Sends one message to one contact."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import transaction
from django.utils import translation

from loyalty.instance.fence import is_fenced
from loyalty.members.contacts import Contact
from loyalty.messages.channels import channels
from loyalty.messages.channels.channel import Channel, Fenced, Message, NotSent
from loyalty.messages.texts import SUBJECTS, TEXTS


def send(
    *,
    contact: Contact,
    template: str,
    language: str,
    values: Mapping[str, object],
    at: datetime,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Put `template` into words of `language` and give it to the first channel that carries the contact.

    `headers` go with it where the channel is e-mail. Call it after the verb has returned: inside a transaction, which
    may still roll back, it raises RuntimeError.
    NotSent when no channel took the message; its subclass Fenced in a restored copy that nobody has confirmed.
    """
    with transaction.atomic(durable=True):
        fenced = is_fenced()
    if fenced:
        raise Fenced("a restored copy of the database writes to nobody until it is confirmed")
    with translation.override(language):
        subject, text = str(SUBJECTS[template]), str(TEXTS[template]).format(**values)
    message = Message(
        kind=contact.kind, to=contact.value, template=template, language=language, subject=subject, text=text, at=at,
        headers=headers or {},
    )  # fmt: skip
    for code in settings.MESSAGE_CHANNELS:
        channel = _channel(code)
        if contact.kind in channel.carries:
            return channel.send(message)
    raise NotSent(f"no channel carries {contact.kind}")


@cache
def _channel(code: str) -> Channel:
    return channels[code]()
