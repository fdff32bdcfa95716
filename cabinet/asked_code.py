"""Between the two steps of sign-in: which contact was asked about, and when another code may go to it.

The contact waits sealed: a session row tells nobody's phone.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

from loyalty.members.contacts import Contact, contact
from loyalty.members.seal import seal, unseal

_KEY = "asked_code"
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class AskedCode:
    """`again_at` is when another code may be asked for."""

    contact: Contact
    again_at: datetime

    def seconds_left(self, at: datetime) -> int:
        """Until another code may be asked for; 0 when it may."""
        return max(0, -((at - self.again_at) // _SECOND))


def remember(request: HttpRequest, *, asked: AskedCode) -> None:
    """Keep it until sign-in is over."""
    sealed = seal(kind=asked.contact.kind, plain=asked.contact.value)
    request.session[_KEY] = [asked.contact.kind, b64encode(sealed).decode(), asked.again_at.isoformat()]


def recall(request: HttpRequest) -> AskedCode | None:
    """What was kept; None when nobody has asked for a code in this session."""
    if _KEY not in request.session:
        return None
    kind, sealed, again_at = request.session[_KEY]
    value = unseal(kind=kind, sealed=b64decode(sealed))
    return AskedCode(contact=contact(kind=kind, value=value), again_at=datetime.fromisoformat(again_at))


def forget(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)
