"""Sign-ins of staff, for the journal of acts."""

from dataclasses import dataclass

from django.http import HttpRequest

from loyalty.audit.acts import SIGN_IN_FAILED, SIGNED_IN
from loyalty.audit.record import record
from loyalty.staff.models import User

_LONGEST_LOGIN = 150


@dataclass(frozen=True)
class _Employee:
    id: int | None
    kind: str = "staff"


def remember_sign_in(request: HttpRequest) -> None:
    """Write down how a posted sign-in form ended. A login nobody has is not kept: it may be a password typed into the
    wrong field. Two queries at most."""
    if request.user.is_authenticated:
        record(act=SIGNED_IN, object_kind="employee", object_id=request.user.pk, by=_Employee(request.user.pk))
        return
    login = request.POST.get("username", "")[:_LONGEST_LOGIN].replace("\0", "")
    known = User.objects.filter(username=login).values_list("pk", flat=True).first()
    record(act=SIGN_IN_FAILED, object_kind="employee", object_id=known or "", by=_Employee(None))
