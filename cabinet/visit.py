"""What every page of a member starts from: who looks, when, and under which programme."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cabinet.session import is_first_today, signed_in_member
from loyalty.clock import now
from loyalty.members.find import MemberView
from loyalty.members.models import Member
from loyalty.members.note_visit import note_visit
from loyalty.program.current import program
from loyalty.program.settings import Programme

P = ParamSpec("P")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One look at the cabinet. Days are those of the programme's zone: so are the dates of points."""

    member: MemberView
    programme: Programme
    at: datetime

    @property
    def zone(self) -> ZoneInfo:
        return self.programme.zone

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()

    @property
    def is_blocked(self) -> bool:
        return self.member.state == Member.State.BLOCKED


def for_members(
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view for whoever is signed in; others are sent to the sign-in page. Three queries besides the session's own,
    and one with the first page of a day, which is remembered."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        at = now()
        member = signed_in_member(request, at=at)
        if member is None:
            return redirect("cabinet:sign_in")
        visit = Visit(member=member, programme=program(), at=at)
        if is_first_today(request, today=visit.today):
            note_visit(member_id=member.id, day=visit.today)
        return view(request, visit, *args, **kwargs)

    return guarded
