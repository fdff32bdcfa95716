"""An invitation on its way through the cabinet: the code of the link that was opened, and the marks of this browser."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from campaigns.referrals.code_text import normal_code
from campaigns.referrals.keep_trail import keep_trail
from campaigns.referrals.terms import in_force
from loyalty.limits.address import address_of

_KEY, _DEVICE = "invitation", "device"
_DEVICE_LIVES = timedelta(days=400)  # longer no browser keeps a cookie


def remember_invitation(request: HttpRequest, *, typed: str) -> str:
    """The code in its normal form, kept until it is used; empty, and nothing kept, for what cannot be one. Whether
    anybody has it is not asked: a stranger learns nothing."""
    code = normal_code(typed) or ""
    if code:
        request.session[_KEY] = code
    return code


def invitation_of(request: HttpRequest) -> str:
    """The code kept in this session; empty when there is none."""
    code: str = request.session.get(_KEY, "")
    return code


def forget_invitation(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


def mark_browser(request: HttpRequest, response: HttpResponse, *, member_id: int, at: datetime) -> None:
    """Remember that the member came from this browser and network, while friends are invited: see `keep_trail`."""
    holds = in_force()
    if holds is None or not holds.is_on:
        return
    device = request.COOKIES.get(_DEVICE, "")
    if not 16 <= len(device) <= 64:
        device = secrets.token_urlsafe(24)
        response.set_cookie(
            _DEVICE, device, max_age=_DEVICE_LIVES, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    keep_trail(member_id=member_id, device=device, address=address_of(request.META), at=at)
