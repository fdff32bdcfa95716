"""A member's own session: a number in Django's session, apart from the staff sign-in that may share the browser.

It ends by itself after two weeks of silence or sixty days in all, and at once when the member has left.
"""

from datetime import date, datetime, timedelta

from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from loyalty.members.find import MemberView, get
from loyalty.members.models import Member

IDLE = timedelta(days=14)
ABSOLUTE = timedelta(days=60)
_NOTED_EVERY = timedelta(minutes=10)  # a page view is not worth a write

_MEMBER, _SINCE, _SEEN, _DAY = "member", "member_since", "member_seen", "member_day"


def sign_in(request: HttpRequest, *, member_id: int, at: datetime) -> None:
    """Remember the member under a new session key and a new CSRF secret: what was fixed before is worth nothing."""
    request.session.cycle_key()
    rotate_token(request)
    request.session.pop(_DAY, None)  # of whoever was signed in before
    request.session[_MEMBER] = member_id
    request.session[_SINCE] = request.session[_SEEN] = int(at.timestamp())


def sign_out(request: HttpRequest) -> None:
    """Forget the member; an employee signed in to the admin in the same browser stays signed in."""
    for name in (_MEMBER, _SINCE, _SEEN, _DAY):
        request.session.pop(name, None)
    request.session.cycle_key()


def signed_in_member(request: HttpRequest, *, at: datetime) -> MemberView | None:
    """Whose session this is, blocked or not; None when it is nobody's or it is over. One query when signed in."""
    member_id = request.session.get(_MEMBER)
    if member_id is None:
        return None
    now = int(at.timestamp())
    since, seen = request.session[_SINCE], request.session[_SEEN]
    member = get(member_id=member_id)
    over = now - since >= ABSOLUTE.total_seconds() or now - seen >= IDLE.total_seconds()
    if over or member is None or member.state == Member.State.LEFT:
        sign_out(request)
        return None
    if now - seen >= _NOTED_EVERY.total_seconds():
        request.session[_SEEN] = now
    request.META["PRINCIPAL"] = f"member:{member_id}"  # for the request's log line
    return member


def is_first_today(request: HttpRequest, *, today: date) -> bool:
    """Whether this session has seen no page of its member today; asked once, it has."""
    first = bool(request.session.get(_DAY) != today.isoformat())
    if first:
        request.session[_DAY] = today.isoformat()
    return first
