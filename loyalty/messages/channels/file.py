"""Writes messages into a file instead of sending them: for a demo, for tests, and until a gateway is connected."""

import json
import os
from typing import ClassVar

from django.conf import settings

from loyalty.messages.channels.channel import Message, NotSent

FILE = "messages.jsonl"


class FileChannel:
    """One JSON object per line in OUTBOX_DIR/messages.jsonl, readable by the owner of the process alone."""

    carries: ClassVar[frozenset[str]] = frozenset({"phone", "email"})

    def send(self, message: Message) -> None:
        """Append one line; lines of several processes do not mix, because each is a single write."""
        line = json.dumps(
            {
                "at": message.at.isoformat(),
                "kind": message.kind,
                "to": message.to,
                "template": message.template,
                "language": message.language,
                "subject": message.subject,
                "text": message.text,
                "headers": dict(message.headers),
            },
            ensure_ascii=False,
        )
        try:
            settings.OUTBOX_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(settings.OUTBOX_DIR / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(file, f"{line}\n".encode())
            finally:
                os.close(file)
        except OSError as error:
            raise NotSent(str(error)) from error
