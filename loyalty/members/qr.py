"""A short-lived proof of person: the cabinet shows it, the till scans it. Nothing is stored.

It is short (about 60 characters), so that it scans from a cracked screen, and it is signed with SECRET_KEY.
"""

from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer

LIFETIME = timedelta(seconds=60)
_LONGEST = 128


def make_qr(*, member_id: int, at: datetime) -> str:
    """The text to show as a QR code; it recognises the member for 60 seconds from `at`."""
    return _signer().sign(f"{member_id}.{int(at.timestamp())}")


def read_qr(*, text: str, at: datetime) -> int | None:
    """The member whose fresh code this is; None when it is not ours, was changed, or is older than 60 seconds."""
    if len(text) > _LONGEST or not text.isascii():
        return None
    try:
        member_id, _, made = _signer().unsign(text).partition(".")
    except BadSignature:
        return None
    age = int(at.timestamp()) - int(made)
    return int(member_id) if 0 <= age < LIFETIME.total_seconds() else None


def _signer() -> Signer:
    return Signer(salt="loyalty.members.qr", sep=".")
