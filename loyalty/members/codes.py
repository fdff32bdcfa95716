"""One-time codes: what they are, how long they live, and how they are stored."""

import secrets
from datetime import timedelta

from django.utils.crypto import salted_hmac

DIGITS = 6
LIFETIME = timedelta(minutes=5)
ATTEMPTS = 5  # per code; the CHECK challenge_attempts says the same
PAUSE = timedelta(seconds=60)  # between two codes to one contact
PER_DAY = 5  # codes to one contact in any 24 hours


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def code_hash(*, purpose: str, index: bytes, code: str) -> bytes:
    """What is stored instead of the code: it opens nothing else and, without SECRET_KEY, cannot be guessed back.

    Spaces people type into a code do not matter.
    """
    message = b"\0".join([purpose.encode(), index, "".join(code.split()).encode(errors="replace")])
    return salted_hmac("loyalty.members.codes", message, algorithm="sha256").digest()
